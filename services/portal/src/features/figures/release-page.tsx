import { Button, Group, NativeSelect, Table, Text } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Release, ReleasedTable } from '@katrol/proto/katrol/reporting/v1/json';
import { ReportingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useSession } from '#app/session.tsx';
import { TakeOutButtons } from '#ui/export/take-out-buttons.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useUrl } from '#ui/url.ts';
import { useSayDate } from '#ui/when.tsx';
import { AskTable } from './ask-table.tsx';
import { useCodebookRows } from './codebook.ts';
import { HowCounted } from './figure-card.tsx';
import { ResearchPart } from './research-part.tsx';
import { ReportPart } from './report-part.tsx';
import { useReleaseSheet } from './taken-out.ts';
import { useIndicators, useSay, useSayArea, useSayRow, useSayValue } from './words.ts';

const { getRelease, exportRelease, verifyRelease } = ReportingService.method;

/** One release: tables from a fixed list, from which a filter selects. */
export function ReleasePage() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false });
  const release = useQuery(getRelease, { id });
  const [search] = useUrl();
  const sayDate = useSayDate();
  const of = release.data;
  const asked = {
    id,
    indicators: search.cijfer ? [search.cijfer] : [],
    areas: search.plaats ? [search.plaats] : [],
  };
  return (
    <Page
      title={of ? t('figures.release', { number: of.number }) : t('figures.releases')}
      lead={
        of
          ? t('figures.releaseLead', {
              from: sayDate(of.period?.from ?? ''),
              until: sayDate(of.period?.until ?? ''),
              on: sayDate(of.madeOn),
              number: of.number,
              hash: of.hash.slice(0, 12),
            })
          : ''
      }
      actions={<Actions asked={asked} of={of} />}
    >
      {release.isError ? <Trouble error={release.error} /> : null}
      {release.isPending ? <Waiting lines={8} /> : null}
      {of ? <Shown of={of} /> : null}
    </Page>
  );
}

function Actions({ asked, of }: { asked: { id: string }; of: Release | undefined }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const [search] = useUrl();
  const sheet = useReleaseSheet(of, search);
  const codebook = { title: t('figures.codebook'), rows: useCodebookRows(of) };
  const [same, setSame] = useState<boolean>();
  const verify = useCommand(verifyRelease, { done: (answer) => setSame(answer.same) });
  const name = `${t('figures.file')}-${of?.number ?? 0}`;
  return (
    <>
      {me?.roles.includes('operator') ? (
        <Button
          variant="subtle"
          loading={verify.saving}
          onClick={() => void verify.run({ id: asked.id })}
          data-testid="verify-release"
        >
          {t('figures.verify')}
        </Button>
      ) : null}
      <Button variant="light" onClick={() => window.print()}>
        {t('figures.print')}
      </Button>
      <TakeOutButtons
        of={{ name, rpc: exportRelease, request: asked, ...sheet, also: codebook }}
        testId="export-release"
      />
      <div role="status">
        {same === undefined ? null : (
          <Text fw={600}>{same ? t('figures.verified') : t('figures.notVerified')}</Text>
        )}
      </div>
    </>
  );
}

function Shown({ of }: { of: Release }) {
  const { t } = useTranslation();
  const [search] = useUrl();
  const indicators = useIndicators();
  const say = useSay();
  const sayArea = useSayArea();
  const sayRow = useSayRow();
  const areas = [...new Set(of.tables.flatMap(({ cells }) => cells.map(({ area }) => area)))];
  const area = search.plaats ?? 'all';
  const shown = of.tables.filter(({ indicator }) => !search.cijfer || indicator === search.cijfer);
  return (
    <>
      <Text data-testid="hidden-sentence">{t('figures.hiddenSentence')}</Text>
      {of.note ? <Text>{of.note}</Text> : null}
      <Filters areas={areas} tables={of.tables} />
      <FewHere area={area} areas={areas} tables={shown} />
      {shown.map((table) => (
        <TableOf key={table.indicator} of={table} area={area} />
      ))}
      {of.withheld.length > 0 ? (
        <Section title={t('figures.withheld')}>
          <ul className="plain">
            {of.withheld.map(({ indicator, area: at, code, earlierNumber }) => (
              <li key={`${indicator} ${at} ${code}`}>
                {t('figures.withheldLine', {
                  what: say(indicators.get(indicator)?.title),
                  area: sayArea(at),
                  code: sayRow(indicators.get(indicator), code),
                  number: earlierNumber,
                })}
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      <ReportPart releaseId={of.id} areas={areas} />
      <ResearchPart of={of} />
      <AskTable />
    </>
  );
}

type FewProps = { area: string; areas: string[]; tables: ReleasedTable[] };

/** Where a town has too few, what is offered instead: towns together, three years together. */
function FewHere({ area, areas, tables }: FewProps) {
  const { t } = useTranslation();
  const sayArea = useSayArea();
  const [, change] = useUrl();
  const here = tables.flatMap(({ cells }) => cells.filter((cell) => cell.area === area));
  if (!/^\d{5}$/.test(area) || here.some(({ hidden }) => !hidden)) return null;
  const wider = areas.filter((one) => one.includes(':'));
  return (
    <Section title={t('figures.fewHere')}>
      <Text>{t('figures.fewHereText')}</Text>
      <Group className="no-print">
        {wider.map((one) => (
          <Button key={one} size="sm" variant="light" onClick={() => change({ plaats: one })}>
            {sayArea(one)}
          </Button>
        ))}
      </Group>
    </Section>
  );
}

function Filters({ areas, tables }: { areas: string[]; tables: ReleasedTable[] }) {
  const { t } = useTranslation();
  const [search, change] = useUrl();
  const indicators = useIndicators();
  const say = useSay();
  const sayArea = useSayArea();
  const places = [...new Set(['all', ...areas])]
    .map((one) => ({ value: one, label: sayArea(one) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, 'nl'));
  const figures = tables.map(({ indicator }) => ({
    value: indicator,
    label: say(indicators.get(indicator)?.title),
  }));
  return (
    <Group align="flex-end" className="no-print">
      <NativeSelect
        id="release-area"
        label={t('figures.area')}
        data={places}
        value={search.plaats ?? 'all'}
        onChange={(event) => change({ plaats: event.currentTarget.value })}
      />
      <NativeSelect
        id="release-indicator"
        label={t('figures.indicator')}
        data={[{ value: '', label: t('figures.all') }, ...figures]}
        value={search.cijfer ?? ''}
        onChange={(event) => change({ cijfer: event.currentTarget.value })}
      />
    </Group>
  );
}

function TableOf({ of, area }: { of: ReleasedTable; area: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const sayRow = useSayRow();
  const sayValue = useSayValue();
  const indicator = useIndicators().get(of.indicator);
  const cells = of.cells.filter((cell) => cell.area === area);
  const title = say(indicator?.title);
  // of what is not named there was nobody, or too few: both are shown alike
  const rows = cells.length > 0 ? cells : [{ code: 'all', value: 0, hidden: true, share: -1 }];
  return (
    <Section title={title}>
      <div className="table-frame">
        <Table data-testid={`released-${of.indicator}`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('figures.what')}</Table.Th>
              <Table.Th scope="col">{t('figures.number')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ code, value, hidden, share }) => (
              <Table.Tr key={code}>
                <Table.Th scope="row">{sayRow(indicator, code)}</Table.Th>
                <Table.Td>
                  {hidden ? t('figures.hiddenCell') : sayValue(indicator, value)}
                  {share >= 0 ? (
                    <span className="quiet"> {t('figures.of100', { count: share })}</span>
                  ) : null}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {indicator ? (
        <details className="quiet">
          <summary>{t('figures.counted')}</summary>
          <HowCounted of={indicator} />
        </details>
      ) : null}
    </Section>
  );
}
