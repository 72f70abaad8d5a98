import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MatchingService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { Empty, Page, Section, Waiting } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { LookedFor } from './looked-for.tsx';
import { MatchesWaiting } from './matches-waiting.tsx';
import { PairCard } from './pair-card.tsx';
import { Recruiting } from './recruiting.tsx';
import { Changes, RunFacts, WouldHelp } from './run-facts.tsx';
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
  const [{ open: asked = '' }] = useUrl();
  const again = (
    <Button
      leftSection={<IconRefresh size={18} aria-hidden />}
      loading={propose.saving}
      onClick={() => void propose.run({ branchCode: code })}
      data-testid="propose"
    >
      {board.run?.id ? t('matching.again') : t('matching.run')}
    </Button>
  );
  return (
    <Page
      title={t('matching.title')}
      lead={t('matching.lead', { requests: open, tutors: board.tutors.size })}
      actions={again}
    >
      {board.run?.id ? <RunFacts of={board.run} /> : null}
      {busy ? <Waiting /> : null}
      {busy ? null : <LookedFor board={board} id={asked} />}
      <Changes board={board} />
      <Pairs board={board} busy={busy} asked={asked} />
      {board.run?.unmet.length ? (
        <Section
          title={t('matching.unmet', { count: board.run.unmet.length })}
          id="zonder-begeleider"
        >
          <WouldHelp board={board} />
          <UnmetList board={board} />
        </Section>
      ) : null}
      <Section title={t('matching.whyNot')} id="waarom-niet">
        <WhyNot board={board} />
      </Section>
      <MatchesWaiting branchCode={code} asked={asked} />
      <Recruiting branchCode={code} />
    </Page>
  );
}

type PairsProps = { board: Board; busy: boolean; asked: string };

function Pairs({ board, busy, asked }: PairsProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(STEP);
  const pairs = board.run?.pairs ?? [];
  // what one came for is among what is shown
  const upTo = Math.max(shown, pairs.findIndex((one) => one.supportRequestId === asked) + 1);
  return (
    <>
      {!busy && !pairs.length ? (
        <Empty title={board.run?.id ? t('matching.noPairs') : t('matching.notRunYet')} />
      ) : null}
      <ul className="plain" data-testid="pairs">
        {pairs.slice(0, upTo).map((pair) => (
          <li
            key={`${board.run?.id}${pair.supportRequestId}${pair.supportRequestId === asked}`}
            id={`hulpvraag-${pair.supportRequestId}`}
            tabIndex={-1}
          >
            <PairCard pair={pair} board={board} asked={pair.supportRequestId === asked} />
          </li>
        ))}
      </ul>
      {pairs.length > upTo ? (
        <Button variant="light" onClick={() => setShown(upTo + STEP)}>
          {t('matching.more', { count: pairs.length - upTo })}
        </Button>
      ) : null}
    </>
  );
}
