import { Button, Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TodayKind } from '@katrol/proto/katrol/common/v1/codes';
import type { TodayLine } from '@katrol/proto/katrol/common/v1/json';
import { IntakeService, MatchingService, VolunteerTrainingService } from '#api/names.ts';
import { useFamilyLabels, useTutorLabels } from '#api/labels.ts';
import { useBranch } from '#app/session.tsx';
import { useAnyCode, type AnyList } from '#ui/codes.ts';
import { AppLink, ButtonLink } from '#ui/link.tsx';
import { Empty, Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { Ago, When } from '#ui/when.tsx';
import { actionOf, ORDER } from './actions.ts';
import { Emergencies, FailedAttempts } from './emergencies.tsx';

const EVERY = 60_000;
const STEP = 6;
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

/**
 * What asks for the coordinator today, from all services, each line with the one action that moves
 * it.
 */
export function TodayPage() {
  const { t } = useTranslation();
  const { code: branchCode, name } = useBranch();
  const options = { enabled: Boolean(branchCode), refetchInterval: EVERY };
  const parts = [
    useQuery(IntakeService.method.getToday, { branchCode }, options),
    useQuery(MatchingService.method.getToday, { branchCode }, options),
    useQuery(VolunteerTrainingService.method.getToday, { branchCode }, options),
  ] as const;
  const emergencies = parts[0].data?.emergencies ?? [];
  const attempts = parts[0].data?.attempts ?? [];
  const asks = emergencies.length + attempts.length > 0;
  const lines = parts.flatMap((part) => part.data?.lines ?? []);
  const families = useFamilyLabels(lines.map((line) => line.familyId));
  const tutors = useTutorLabels(lines.map((line) => line.tutorId));
  const who = (line: TodayLine) =>
    [
      ...new Set([
        line.label || families.get(line.familyId)?.familyName,
        tutors.get(line.tutorId)?.name,
      ]),
    ]
      .filter(Boolean)
      .join(' · ');
  const kinds = ORDER.filter((kind) => lines.some((line) => line.kind === kind));
  const pending = parts.some((part) => part.isLoading);
  return (
    <Page title={t('today.title')} lead={t('today.lead', { branch: name })}>
      {parts.map((part, index) =>
        part.isError ? (
          <Trouble key={index} error={part.error} retry={() => void part.refetch()} />
        ) : null,
      )}
      {emergencies.length ? <Emergencies of={emergencies} /> : null}
      {attempts.length ? <FailedAttempts of={attempts} /> : null}
      {kinds.map((kind) => (
        <Kind key={kind} kind={kind} lines={lines.filter((line) => line.kind === kind)} who={who} />
      ))}
      {pending ? <Waiting /> : null}
      {!pending && !lines.length && !asks && parts.every((part) => part.isSuccess) ? (
        <Empty title={t('today.nothing')}>
          <Text>{t('today.nothingText')}</Text>
          <AppLink to="/trajecten">{t('today.look')}</AppLink>
        </Empty>
      ) : null}
    </Page>
  );
}

type KindProps = { kind: TodayKind; lines: TodayLine[]; who: (line: TodayLine) => string };

function Kind({ kind, lines, who }: KindProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(STEP);
  return (
    <Section title={t(`today.kind.${kind}`, { count: lines.length })} id={`today-${kind}`}>
      <ul className="plain" data-testid={`today-${kind}`}>
        {lines.slice(0, shown).map((line, index) => (
          <Line key={`${line.subjectId}${index}`} kind={kind} line={line} who={who(line)} />
        ))}
      </ul>
      {lines.length > shown ? (
        <Button variant="subtle" onClick={() => setShown(lines.length)}>
          {t('today.more', { count: lines.length - shown })}
        </Button>
      ) : null}
    </Section>
  );
}

function Line({ kind, line, who }: { kind: TodayKind; line: TodayLine; who: string }) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const action = t(`today.action.${kind}`);
  return (
    <li className="line" data-testid="today-line">
      <div>
        <Text fw={600}>
          {line.count > 0
            ? t('today.grades', { count: line.count })
            : who || t(`today.someone.${line.tutorId && !line.familyId ? 'tutor' : 'family'}`)}
        </Text>
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
