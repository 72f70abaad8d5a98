import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TodayKind } from '@katrol/proto/katrol/common/v1/codes';
import type { TodayLine } from '@katrol/proto/katrol/common/v1/json';
import { useAnyCode, type AnyList } from '#ui/codes.ts';
import { ButtonLink } from '#ui/link.tsx';
import { PhoneLink } from '#ui/reach.tsx';
import { Ago, When } from '#ui/when.tsx';
import { actionOf } from './actions.ts';
import type { People } from './people.ts';

// what the reason of a line is a code of
const REASONS: Partial<Record<TodayKind, AnyList>> = {
  REFERRAL_NEW: 'ReferrerKind',
  CONSENT_AWAITED: 'ReferrerKind',
  CONTACT_DUE: 'WaitReason',
  NEEDS_TO_CONFIRM: 'NeedsChange',
  CHECK_EXPIRING: 'ToDo',
  CONSENT_TO_TALK: 'ConsentState',
  RECEIPT_MISSING: 'hearingService',
};

// a day on which something ends, not one by which something is due
const LAST_DAY: readonly TodayKind[] = ['TUTOR_STOPS', 'TERM_ENDS'];

type Props = { kind: TodayKind; line: TodayLine; people: People };

/** Who, why now, since when, what was said, whom to call, and the one action that moves it. */
export function Line({ kind, line, people }: Props) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const who = people.who(line);
  const action = t(`today.action.${kind}`);
  return (
    <li className="line" data-testid="today-line">
      <div>
        <Text fw={600}>
          {line.count > 0
            ? t('today.grades', { count: line.count })
            : who || t(`today.someone.${line.tutorId && !line.familyId ? 'tutor' : 'family'}`)}
        </Text>
        {line.text ? (
          <Text className={kind === 'HELP_ASKED' ? 'quote' : undefined}>{line.text}</Text>
        ) : null}
        <Text className="quiet">
          {line.reason ? `${code(REASONS[kind] ?? 'todayReason', line.reason)} · ` : ''}
          {line.due ? (
            <>
              {t(LAST_DAY.includes(kind) ? 'today.lastDay' : 'today.due')} <When at={line.due} />
              {line.since ? ' · ' : ''}
            </>
          ) : null}
          {line.since ? <Ago at={line.since} /> : null}
        </Text>
        {people.calls(kind, line).map(({ name, phone }) => (
          <Text key={phone}>
            {t('today.call', { name })}{' '}
            <PhoneLink to={phone} label={t('today.callOn', { name, phone })} />
          </Text>
        ))}
      </div>
      <ButtonLink
        {...actionOf(kind, line)}
        variant="light"
        aria-label={who ? `${action}: ${who}` : undefined}
      >
        {action}
      </ButtonLink>
    </li>
  );
}
