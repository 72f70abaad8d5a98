import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ProposalRun } from '@katrol/proto/katrol/matching/v1/json';
import { useCodes } from '#ui/codes.ts';
import { Section } from '#ui/page.tsx';
import { useSaySlot } from '#ui/week.tsx';
import { useSayNumber, When } from '#ui/when.tsx';
import { tutorName, type Board } from './use-matching.ts';

/** What was looked at together, how many are helped, and how good that is known to be. */
export function RunFacts({ of }: { of: ProposalRun }) {
  const { t } = useTranslation();
  const sayNumber = useSayNumber();
  const { requests, tutors, solveMs, optimal, total, bound } = of;
  const met = requests - of.unmet.length;
  const percent = sayNumber(Math.ceil(((bound - total) / Math.max(1, total)) * 1_000) / 10);
  return (
    <Text className="quiet" role="status" data-testid="run-facts">
      {t('matching.runFacts', { requests, tutors, ms: solveMs })}{' '}
      {requests > 0 ? t('matching.served', { met, requests }) : null}{' '}
      {optimal ? t('matching.optimal') : t('matching.bestFound', { percent })}{' '}
      {of.togetherWith.length
        ? t('matching.togetherWith', { branches: of.togetherWith.join(', ') })
        : null}{' '}
      <When at={of.recordedAt} />
    </Text>
  );
}

/** Whose proposal is another one than before, and why. */
export function Changes({ board }: { board: Board }) {
  const { t } = useTranslation();
  const code = useCodes();
  const changes = board.run?.changes ?? [];
  if (!changes.length) return null;
  const name = (id: string): string => tutorName(board.tutors.get(id)) || t('ui.tutor');
  return (
    <Section title={t('matching.changes', { count: changes.length })} id="anders">
      <ul className="plain" data-testid="changes">
        {changes.map((one) => (
          <li key={one.supportRequestId}>
            {board.families.get(one.familyId)?.familyName || t('ui.family')}:{' '}
            {name(one.tutorBefore)} {code('ProposalChangeReason', one.reason)};{' '}
            {one.tutorId
              ? t('matching.now', { tutor: name(one.tutorId) })
              : t('matching.nowNobody')}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What would help those who stay without: which hours, which towns. */
export function WouldHelp({ board }: { board: Board }) {
  const { t } = useTranslation();
  const saySlot = useSaySlot();
  const { helpfulHours = [], unmet = [] } = board.run ?? {};
  const towns = new Map<string, number>();
  for (const { familyId } of unmet) {
    const town = board.families.get(familyId)?.municipality;
    if (town) towns.set(town, (towns.get(town) ?? 0) + 1);
  }
  const most = [...towns].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  if (!helpfulHours.length && !most.length) return null;
  return (
    <div data-testid="would-help">
      <Text fw={600}>{t('matching.help')}</Text>
      {helpfulHours.length ? <Text>{t('matching.helpHours')}</Text> : null}
      <ul>
        {helpfulHours.map(({ families: count, ...hour }) => (
          <li key={saySlot(hour)}>{t('matching.helpHour', { hour: saySlot(hour), count })}</li>
        ))}
      </ul>
      {most.length ? (
        <Text>
          {t('matching.helpTowns', {
            towns: most.map(([town, count]) => t('matching.town', { town, count })).join(', '),
          })}
        </Text>
      ) : null}
    </div>
  );
}
