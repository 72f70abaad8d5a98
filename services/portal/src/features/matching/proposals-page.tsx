import { Button, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matching } from '#api/transport.ts';
import { useBranch } from '#app/session.tsx';
import { useCommand } from '#ui/form/use-form.ts';
import { Empty, Page, Section, Waiting } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';
import { MatchesWaiting } from './matches-waiting.tsx';
import { PairCard } from './pair-card.tsx';
import { Recruiting } from './recruiting.tsx';
import { UnmetList } from './unmet-list.tsx';
import { useBoard } from './use-matching.ts';
import { WhyNot } from './why-not.tsx';

const STEP = 20;

/** Proposals for all open support requests at once: run, look at both sides, accept, pin, forbid, run again. */
export function ProposalsPage() {
  const { t } = useTranslation();
  const { code } = useBranch();
  const { board, run, requests, tutors } = useBoard(code);
  const [shown, setShown] = useState(STEP);
  const propose = useCommand(
    (_: null, options) => matching.proposeMatches({ branchCode: code }, options),
    { saved: t('matching.ran') },
  );
  const pairs = board.run?.pairs ?? [];
  const open = [...board.requests.values()].filter((one) => one.status === 1).length;
  const busy = run.isLoading || requests.isPending || tutors.isPending;
  return (
    <Page
      title={t('matching.title')}
      lead={t('matching.lead', { requests: open, tutors: board.tutors.size })}
      actions={
        <Button
          leftSection={<IconRefresh size={18} aria-hidden />}
          loading={propose.saving}
          onClick={() => void propose.run(null)}
          data-testid="propose"
        >
          {board.run?.id ? t('matching.again') : t('matching.run')}
        </Button>
      }
    >
      {board.run?.id ? (
        <Text className="quiet" role="status" data-testid="run-facts">
          {t('matching.runFacts', {
            requests: board.run.requests,
            tutors: board.run.tutors,
            ms: board.run.solveMs,
          })}{' '}
          {board.run.optimal ? t('matching.optimal') : t('matching.bestFound')}{' '}
          <When at={board.run.recordedAt} />
        </Text>
      ) : null}
      {busy ? <Waiting /> : null}
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
