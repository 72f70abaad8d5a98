import { Button, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProposalRun } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { Empty, Page, Section, Waiting } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';
import { MatchesWaiting } from './matches-waiting.tsx';
import { PairCard } from './pair-card.tsx';
import { Recruiting } from './recruiting.tsx';
import { UnmetList } from './unmet-list.tsx';
import { isLookedFor, useBoard, type Board } from './use-matching.ts';
import { WhyNot } from './why-not.tsx';

const STEP = 20;

/**
 * Proposals for all open support requests at once: run, look at both sides, accept, pin, forbid,
 * run again.
 */
export function ProposalsPage() {
  const { t } = useTranslation();
  const { code } = useBranch();
  const { board, run, requests, tutors } = useBoard(code);
  const propose = useCommand(MatchingService.method.proposeMatches, { saved: t('matching.ran') });
  const open = [...board.requests.values()].filter(isLookedFor).length;
  const busy = run.isLoading || requests.isPending || tutors.isPending;
  return (
    <Page
      title={t('matching.title')}
      lead={t('matching.lead', { requests: open, tutors: board.tutors.size })}
      actions={
        <Button
          leftSection={<IconRefresh size={18} aria-hidden />}
          loading={propose.saving}
          onClick={() => void propose.run({ branchCode: code })}
          data-testid="propose"
        >
          {board.run?.id ? t('matching.again') : t('matching.run')}
        </Button>
      }
    >
      {board.run?.id ? <RunFacts of={board.run} /> : null}
      {busy ? <Waiting /> : null}
      <Pairs board={board} busy={busy} />
      {board.run?.unmet.length ? (
        <Section
          title={t('matching.unmet', { count: board.run.unmet.length })}
          id="zonder-begeleider"
        >
          <UnmetList board={board} />
        </Section>
      ) : null}
      <Section title={t('matching.whyNot')} id="waarom-niet">
        <WhyNot board={board} />
      </Section>
      <MatchesWaiting branchCode={code} />
      <Recruiting branchCode={code} />
    </Page>
  );
}

function RunFacts({ of }: { of: ProposalRun }) {
  const { t } = useTranslation();
  const { requests, tutors, solveMs } = of;
  return (
    <Text className="quiet" role="status" data-testid="run-facts">
      {t('matching.runFacts', { requests, tutors, ms: solveMs })}{' '}
      {of.optimal ? t('matching.optimal') : t('matching.bestFound')} <When at={of.recordedAt} />
    </Text>
  );
}

function Pairs({ board, busy }: { board: Board; busy: boolean }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(STEP);
  const pairs = board.run?.pairs ?? [];
  return (
    <>
      {!busy && !pairs.length ? (
        <Empty title={board.run?.id ? t('matching.noPairs') : t('matching.notRunYet')} />
      ) : null}
      <ul className="plain" data-testid="pairs">
        {pairs.slice(0, shown).map((pair) => (
          <li key={`${board.run?.id}${pair.supportRequestId}`}>
            <PairCard pair={pair} board={board} />
          </li>
        ))}
      </ul>
      {pairs.length > shown ? (
        <Button variant="light" onClick={() => setShown(shown + STEP)}>
          {t('matching.more', { count: pairs.length - shown })}
        </Button>
      ) : null}
    </>
  );
}
