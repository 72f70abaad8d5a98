import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TodayKind } from '@katrol/proto/katrol/common/v1/codes';
import type { TodayLine } from '@katrol/proto/katrol/common/v1/json';
import { MatchingService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useAnyCode, type AnyList } from '#ui/codes.ts';
import { useCommand } from '#ui/form/use-command.ts';
import { ButtonLink } from '#ui/link.tsx';
import { PhoneLink } from '#ui/reach.tsx';
import { Ago, When } from '#ui/when.tsx';
import { actionOf } from './actions.ts';
import { Later } from './later.tsx';
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
  CONSENT_ENDS: 'ConsentPurpose',
  READ_TOGETHER: 'MessagePurpose',
  SCHOOL_ANSWERED: 'MessagePurpose',
  APPROVAL_WAITING: 'MessagePurpose',
  APPROVAL_REFUSED: 'MessagePurpose',
  CHANGE_ASKED: 'MessagePurpose',
  TO_TRANSLATE: 'MessagePurpose',
  TO_ASK_AGAIN: 'MessagePurpose',
  ANSWER_TO_TRANSLATE: 'MessagePurpose',
  QUESTION_ASKED: 'QuestionKind',
  MEETING_TO_PREPARE: 'MeetingKind',
  SIGNAL_WITHOUT_TAKER: 'SignalTheme',
  MAIL_FAILED: 'OutgoingFailure',
};

// a day on which something ends, not one by which something is due
const LAST_DAY: readonly TodayKind[] = ['TUTOR_STOPS', 'TERM_ENDS', 'CONSENT_ENDS'];
// what is about no family
const OF_NOBODY: readonly TodayKind[] = ['MEETING_TO_PREPARE', 'SIGNAL_WITHOUT_TAKER'];
// what somebody wrote, in their words
const QUOTED: readonly TodayKind[] = [
  'HELP_ASKED',
  'MISSED_TO_ANSWER',
  'QUESTION_ASKED',
  'COMMITMENT_DUE',
];

type Props = { kind: TodayKind; line: TodayLine; people: People };

/** Who, why now, since when, what was said, whom to call, and the one action that moves it. */
export function Line({ kind, line, people }: Props) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const { code: branchCode } = useBranch();
  const who = people.who(line);
  const title = useTitle(kind, line, who);
  const action = t(`today.action.${kind}`);
  return (
    <li className="line" data-testid="today-line">
      <div>
        <Text fw={600}>{title}</Text>
        {line.text ? (
          <Text className={QUOTED.includes(kind) ? 'quote' : undefined}>{line.text}</Text>
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
      <div>
        {kind === 'MISSED_TO_ANSWER' ? <AnotherMoment line={line} who={who} /> : null}
        <ButtonLink
          {...actionOf(kind, line)}
          variant="light"
          aria-label={who ? `${action}: ${who}` : undefined}
        >
          {action}
        </ButtonLink>
        <Later branchCode={branchCode} kind={kind} line={line} who={who} />
      </div>
    </li>
  );
}

/** What or whom a line is about. */
function useTitle(kind: TodayKind, line: TodayLine, who: string): string {
  const { t } = useTranslation();
  if (kind === 'CALENDAR_MISSING') return t('today.calendar');
  if (!line.familyId && !line.tutorId && OF_NOBODY.includes(kind)) return t('today.school');
  if (line.count > 0) return t('today.grades', { count: line.count });
  return who || t(`today.someone.${line.tutorId && !line.familyId ? 'tutor' : 'family'}`);
}

/** The one tap that answers what is needed: they found another moment. */
function AnotherMoment({ line, who }: { line: TodayLine; who: string }) {
  const { t } = useTranslation();
  const answer = useCommand(MatchingService.method.answerMissed);
  return (
    <Button
      loading={answer.saving}
      aria-label={who ? t('today.anotherMomentOf', { who }) : undefined}
      data-testid="another-moment"
      onClick={() => void answer.run({ sessionId: line.subjectId, anotherMoment: true })}
    >
      {t('today.anotherMoment')}
    </Button>
  );
}
