import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Forecast } from '@katrol/proto/katrol/reporting/v1/json';
import { ReportingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useBranch } from '#app/session.tsx';
import { useAnyCode } from '#ui/codes.ts';
import { Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useSayArea, useSayMonth } from './words.ts';

/** Student supply against who waits and is expected, months ahead, with what it rests on. */
export function ForecastPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const forecast = useQuery(
    ReportingService.method.getForecast,
    { branchCode },
    { enabled: branchCode !== '' },
  );
  return (
    <Page title={t('figures.forecast')} lead={t('figures.forecastLead')}>
      {forecast.isError ? <Trouble error={forecast.error} /> : null}
      {forecast.isPending ? <Waiting lines={6} /> : null}
      {forecast.data ? <Months of={forecast.data} /> : null}
      {forecast.data ? <RestsOn of={forecast.data} /> : null}
    </Page>
  );
}

function Months({ of: { months } }: { of: Forecast }) {
  const { t } = useTranslation();
  const sayMonth = useSayMonth();
  const short = months.find(({ gap }) => gap > 0);
  const columns = ['waiting', 'expected', 'losing', 'announced', 'gap'] as const;
  return (
    <Section title={t('figures.gap')}>
      <Text fw={600} data-testid="forecast-sentence">
        {short
          ? t('figures.needSentence', { month: sayMonth(short.month), count: short.gap })
          : t('figures.noGap')}
      </Text>
      <div className="table-frame" role="region" aria-label={t('figures.forecast')} tabIndex={0}>
        <Table data-testid="forecast-months">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('figures.month')}</Table.Th>
              {columns.map((column) => (
                <Table.Th scope="col" key={column}>
                  {t(`figures.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {months.map((line) => (
              <Table.Tr key={line.month}>
                <Table.Th scope="row">{sayMonth(line.month)}</Table.Th>
                {columns.map((column) => (
                  <Table.Td key={column}>{line[column]}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Section>
  );
}

function RestsOn({ of }: { of: Forecast }) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const sayArea = useSayArea();
  const { backtested: months, error, errorSameMonth: other, better, supply, missing } = of;
  return (
    <div className="two">
      <Section title={t('figures.rests')}>
        <Text>{t('figures.restsOn')}</Text>
        <Text data-testid="backtest">
          {months === 0
            ? t('figures.noBacktest')
            : t('figures.backtest', { months, error, other }) +
              (better ? t('figures.better') : t('figures.notBetter'))}
        </Text>
        {missing.length > 0 ? (
          <Text>
            {t('figures.missing')}: {missing.map((one) => code('Missing', one)).join(', ')}
          </Text>
        ) : null}
      </Section>
      <Section title={t('figures.supply')}>
        <ul className="plain">
          {supply.map(({ universityCode, announced, lastYear }) => (
            <li key={universityCode}>
              <Text fw={600}>{sayArea(universityCode)}</Text>
              <Text>
                {t('figures.announced')} {announced}; {t('figures.supplyLast')} {lastYear}
              </Text>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}
