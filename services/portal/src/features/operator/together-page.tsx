import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProposeTogetherResponse } from '@katrol/proto/katrol/matching/v1/json';
import { IntakeService, MatchingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useCommand } from '#ui/form/use-command.ts';
import { Empty, Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useSayNumber } from '#ui/when.tsx';

/** Branches that agreed to look for tutors together, and what a run over them comes to. */
export function TogetherPage() {
  const { t } = useTranslation();
  const agreed = useQuery(MatchingService.method.listTownsTogether, {});
  const branches = useQuery(IntakeService.method.listBranches, {});
  const names = new Map((branches.data?.branches ?? []).map((one) => [one.code, one.name]));
  const towns = agreed.data?.towns ?? [];
  return (
    <Page title={t('operator.together')} lead={t('operator.togetherLead')}>
      {agreed.isPending ? <Waiting /> : null}
      {agreed.isError ? <Trouble error={agreed.error} /> : null}
      {agreed.data && !towns.length ? <Empty title={t('operator.noTowns')} /> : null}
      {towns.map(({ branchCodes }) => (
        <Towns key={branchCodes.join(' ')} codes={branchCodes} names={names} />
      ))}
    </Page>
  );
}

type TownsProps = { codes: string[]; names: Map<string, string> };

function Towns({ codes, names }: TownsProps) {
  const { t } = useTranslation();
  const [ran, setRan] = useState<ProposeTogetherResponse>();
  const propose = useCommand(MatchingService.method.proposeTogether, {
    saved: t('operator.togetherDone'),
    done: setRan,
  });
  const title = codes.map((code) => names.get(code) ?? code).join(', ');
  return (
    <Section title={title}>
      <Button
        loading={propose.saving}
        onClick={() => void propose.run({ branchCodes: codes })}
        data-testid="propose-together"
      >
        {t('operator.togetherRun')}
      </Button>
      <div role="status">
        {propose.saving ? <Text className="quiet">{t('operator.togetherBusy')}</Text> : null}
        {ran ? <Ran of={ran} names={names} /> : null}
      </div>
    </Section>
  );
}

function Ran({ of, names }: { of: ProposeTogetherResponse; names: Map<string, string> }) {
  const { t } = useTranslation();
  const sayNumber = useSayNumber();
  const { total, bound } = of;
  const percent = sayNumber(Math.ceil(((bound - total) / Math.max(1, total)) * 1_000) / 10);
  return (
    <div data-testid="ran-together">
      <ul className="plain">
        {of.branches.map(({ branchCode, requests, tutors, matched }) => (
          <li key={branchCode}>
            <Text fw={600}>{names.get(branchCode) ?? branchCode}</Text>
            <Text>{t('operator.togetherCounts', { requests, tutors, matched })}</Text>
          </li>
        ))}
      </ul>
      <Text className="quiet">
        {t('operator.shared', { count: of.shared })}{' '}
        {of.optimal ? t('matching.optimal') : t('matching.bestFound', { percent })}
      </Text>
    </div>
  );
}
