import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Release } from '@katrol/proto/katrol/reporting/v1/json';
import { ReportingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useAnyCode } from '#ui/codes.ts';
import { AppLink } from '#ui/link.tsx';
import { Section } from '#ui/page.tsx';
import { useSayDate } from '#ui/when.tsx';
import { FILE_COLUMNS, useCodebook, type CodebookFigure } from './codebook.ts';
import { sayYear } from './period-filter.tsx';

/** What somebody needs who works with a release: how to cite it, what is hidden, what it means. */
export function ResearchPart({ of }: { of: Release }) {
  const { t } = useTranslation();
  return (
    <>
      <Section title={t('figures.research')} id="onderzoek">
        <Text>{t('figures.researcher')}</Text>
        <Cite of={of} />
        <h3>{t('figures.suppressionTitle')}</h3>
        <Text>{t('figures.suppression')}</Text>
        <Text>{t('figures.suppressionProof')}</Text>
      </Section>
      <Codebook of={of} />
    </>
  );
}

/** How a release is cited; one that was corrected says so, and by which. */
function Cite({ of }: { of: Release }) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const sayDate = useSayDate();
  const { data } = useQuery(ReportingService.method.listReleases, {});
  const corrected = data?.releases.find(({ correctsId }) => correctsId === of.id);
  const { kind = '', year = 0, from = '', until = '' } = of.period ?? {};
  return (
    <>
      <h3>{t('figures.citeTitle')}</h3>
      <p>
        <cite data-testid="cite">
          {t('figures.cite', {
            number: of.number,
            what: `${code('PeriodKind', kind)} ${sayYear(kind, year)}`,
            from,
            until,
            on: of.madeOn,
            hash: of.hash,
          })}
        </cite>
      </p>
      <Text className="quiet">{t('figures.citeWhy', { on: sayDate(of.madeOn) })}</Text>
      {corrected ? (
        <Text fw={600}>
          {t('figures.correctedBy')}{' '}
          <AppLink to="/verslagen/$id" params={{ id: corrected.id }}>
            {t('figures.release', { number: corrected.number })}
          </AppLink>
        </Text>
      ) : null}
    </>
  );
}

function Codebook({ of }: { of: Release }) {
  const { t } = useTranslation();
  const { figures, areas } = useCodebook(of);
  return (
    <Section title={t('figures.codebook')} id="codeboek">
      <Text>{t('figures.codebookLead')}</Text>
      <Pairs
        title={t('figures.columnsTitle')}
        head={t('figures.column')}
        pairs={FILE_COLUMNS.map((one) => ({ code: one, says: t(`figures.columns.${one}`) }))}
      />
      {figures.map((one) => (
        <FigureCodes key={one.code} of={one} />
      ))}
      <Pairs title={t('figures.areas')} head={t('figures.area')} pairs={areas} />
    </Section>
  );
}

function FigureCodes({ of }: { of: CodebookFigure }) {
  const { t } = useTranslation();
  return (
    <details data-testid={`codebook-${of.code}`}>
      <summary>
        {of.title} ({of.code})
      </summary>
      <Text>{of.counted}</Text>
      <Text>
        {t('figures.unitTitle')}: {of.unit}. {of.denominator}
      </Text>
      <Text className="quiet">
        {t('figures.source')}: {of.source}. {t('figures.version')} {of.version}
        {of.versionToday === of.version ? '' : ` (${t('figures.versionNow')} ${of.versionToday})`}
      </Text>
      <PairTable title={of.title} head={t('figures.code')} pairs={of.codes} />
    </details>
  );
}

type PairsProps = { title: string; head: string; pairs: { code: string; says: string }[] };

const Pairs = (props: PairsProps) => (
  <details>
    <summary>{props.title}</summary>
    <PairTable {...props} />
  </details>
);

function PairTable({ title, head, pairs }: PairsProps) {
  const { t } = useTranslation();
  return (
    <Table>
      <caption className="unseen">{title}</caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{head}</Table.Th>
          <Table.Th scope="col">{t('figures.meaning')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {pairs.map(({ code, says }) => (
          <Table.Tr key={code}>
            <Table.Th scope="row">
              <code>{code}</code>
            </Table.Th>
            <Table.Td>{says}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
