import { NativeSelect, SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pair } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { HoldActions } from './hold-pair.tsx';
import { Reasons } from './reasons.tsx';
import { isLookedFor, tutorName, type Board } from './use-matching.ts';

/** "Why not her?" has an answer for any tutor and any open request. */
export function WhyNot({ board }: { board: Board }) {
  const { t } = useTranslation();
  const [supportRequestId, setRequest] = useState('');
  const [tutorId, setTutor] = useState('');
  const chosen = Boolean(supportRequestId && tutorId);
  const answer = useQuery(
    MatchingService.method.explainPair,
    { supportRequestId, tutorId },
    { enabled: chosen },
  );
  const requests = [...board.requests.values()].filter(isLookedFor);
  const byName = (a: { label: string }, b: { label: string }) => a.label.localeCompare(b.label);
  const families = requests
    .map((one) => ({
      value: one.id,
      label: board.families.get(one.familyId)?.familyName || one.familyId.slice(0, 8),
    }))
    .sort(byName);
  const tutors = [...board.tutors.values()]
    .map((one) => ({ value: one.id, label: tutorName(one) }))
    .sort(byName);
  const none = { value: '', label: t('ui.choose') };
  return (
    <div data-testid="why-not">
      <Text className="quiet" mb="sm">
        {t('matching.whyNotText')}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} mb="sm">
        <NativeSelect
          label={t('ui.family')}
          data={[none, ...families]}
          value={supportRequestId}
          onChange={(event) => setRequest(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('ui.tutor')}
          data={[none, ...tutors]}
          value={tutorId}
          onChange={(event) => setTutor(event.currentTarget.value)}
        />
      </SimpleGrid>
      <div role="status">
        {chosen && answer.isPending ? <Waiting lines={2} /> : null}
        {answer.isError ? <Trouble error={answer.error} /> : null}
        {chosen && answer.data ? <FitsToo pair={answer.data} board={board} /> : null}
        {chosen && answer.data ? <Reasons reasons={answer.data.reasons} /> : null}
      </div>
      {chosen && answer.data ? (
        <HoldActions
          key={`${supportRequestId}${tutorId}`}
          pair={answer.data}
          held={() => void answer.refetch()}
        />
      ) : null}
    </div>
  );
}

/** One who fits and was not proposed here: for whom she was kept. */
function FitsToo({ pair, board }: { pair: Pair; board: Board }) {
  const { t } = useTranslation();
  const proposed = (board.run?.pairs ?? []).find(
    (one) => one.supportRequestId === pair.supportRequestId,
  );
  const fits = pair.reasons.every((one) => one.verdict !== 'broken');
  if (!board.run?.id || !fits || proposed?.tutorId === pair.tutorId) return null;
  const families = pair.keptFor.map((id) => {
    const familyId = board.requests.get(id)?.familyId ?? '';
    return board.families.get(familyId)?.familyName || t('ui.family');
  });
  return (
    <Text fw={600} mb="xs" data-testid="kept-for">
      {families.length
        ? t('matching.keptFor', { families: families.join(', ') })
        : t('matching.fitsToo')}
    </Text>
  );
}
