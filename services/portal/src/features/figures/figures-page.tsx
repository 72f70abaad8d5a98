import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FigureTheme, LanguageBand } from '@katrol/proto/katrol/reporting/v1/codes';
import type { Figures, Indicator, PeriodKey } from '@katrol/proto/katrol/reporting/v1/json';
import { ReportingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useBranch } from '#app/session.tsx';
import { useAnyCode, useChoices } from '#ui/codes.ts';
import { TakeOutButtons } from '#ui/export/take-out-buttons.tsx';
import { AppLink } from '#ui/link.tsx';
import { Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useUrl } from '#ui/url.ts';
import { isoDay, useSayDate } from '#ui/when.tsx';
import { CourseCard } from './course-card.tsx';
import { FigureCard } from './figure-card.tsx';
import { PeriodFilter, sayYear, usePeriod } from './period-filter.tsx';
import { useFiguresSheet, useSayFilter } from './taken-out.ts';
import { TownMap } from './town-map.tsx';
import { useIndicators, useSayArea } from './words.ts';

const { getFigures, exportFigures } = ReportingService.method;

/** A branch's own figures, exact: pictures first, each with how it was counted. */
export function FiguresPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const [search] = useUrl();
  const asked = {
    branchCode,
    period: usePeriod(),
    municipalities: search.gemeente ? [search.gemeente] : [],
    languageBands: search.taal ? [search.taal as never] : [],
    stages: [],
  };
  const figures = useQuery(getFigures, asked, { enabled: branchCode !== '' });
  const indicators = useIndicators();
  const isFiltered = Boolean(search.gemeente || search.taal);
  return (
    <Page
      title={t('figures.title')}
      lead={t('figures.lead')}
      actions={<TakeOut asked={asked} of={figures.data} />}
    >
      <Text className="no-print">
        {t('figures.forOthers')} <AppLink to="/verslagen">{t('figures.releases')}</AppLink>
      </Text>
      <Filters of={figures.data} />
      {figures.data ? <Days of={figures.data} /> : null}
      {isFiltered ? <Text className="quiet">{t('figures.filtered')}</Text> : null}
      {figures.isError ? <Trouble error={figures.error} /> : null}
      {figures.isPending ? <Waiting lines={8} /> : null}
      {figures.data
        ? FigureTheme.map((theme) => (
            <Theme key={theme} theme={theme} of={figures.data} indicators={indicators} />
          ))
        : null}
    </Page>
  );
}

type Asked = { branchCode: string; period: PeriodKey };

function TakeOut({ asked, of }: { asked: Asked; of: Figures | undefined }) {
  const { t } = useTranslation();
  const [search] = useUrl();
  const sayFilter = useSayFilter();
  const { top, columns } = useFiguresSheet();
  const file = {
    name: `${t('figures.file')}-${asked.branchCode}-${isoDay()}`,
    rpc: exportFigures,
    request: asked,
    top: top(t('figures.title'), of?.period ?? asked.period, sayFilter(search)),
    columns,
  };
  return (
    <>
      <Button variant="light" onClick={() => window.print()}>
        {t('figures.print')}
      </Button>
      <TakeOutButtons of={file} testId="export-figures" />
    </>
  );
}

/** From when until when: three kinds of year begin on three days. */
function Days({ of: { period } }: { of: Figures }) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const sayDate = useSayDate();
  const { kind = '', year = 0, from = '', until = '' } = period ?? {};
  return (
    <Text className="quiet" data-testid="figures-days">
      {t('figures.span', {
        what: `${code('PeriodKind', kind)} ${sayYear(kind, year)}`,
        from: sayDate(from),
        until: sayDate(until),
      })}
      {kind === 'academic_year' ? ` ${t('figures.academicYear')}` : ''}
    </Text>
  );
}

function Filters({ of }: { of: Figures | undefined }) {
  const { t } = useTranslation();
  const choices = useChoices();
  const sayArea = useSayArea();
  const [search, change] = useUrl();
  const all = { value: '', label: t('figures.all') };
  const towns = (of?.municipalities ?? [])
    .filter(({ code }) => code !== '')
    .map(({ code, value }) => ({ value: code, label: `${sayArea(code)} (${value})` }));
  return (
    <Group align="flex-end" className="no-print" data-testid="figures-filters">
      <PeriodFilter />
      <NativeSelect
        id="figures-town"
        label={t('figures.municipality')}
        data={[all, ...towns]}
        value={search.gemeente ?? ''}
        onChange={(event) => change({ gemeente: event.currentTarget.value })}
      />
      <NativeSelect
        id="figures-language"
        label={t('figures.language')}
        data={[all, ...choices('LanguageBand', LanguageBand)]}
        value={search.taal ?? ''}
        onChange={(event) => change({ taal: event.currentTarget.value })}
      />
    </Group>
  );
}

function Courses({ theme, of }: Pick<ThemeProps, 'theme' | 'of'>) {
  const own = of.courses.filter(({ indicator }) => indicator?.theme === theme);
  if (own.length === 0) return null;
  return (
    <div className="figures courses">
      {own.map((course) => (
        <CourseCard key={course.indicator?.code} of={course} />
      ))}
    </div>
  );
}

type ThemeProps = { theme: FigureTheme; of: Figures; indicators: Map<string, Indicator> };

function Theme({ theme, of, indicators }: ThemeProps) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const [search] = useUrl();
  const own = of.figures.flatMap((figure) => {
    const indicator = indicators.get(figure.indicator);
    return indicator?.theme === theme ? [{ figure, indicator }] : [];
  });
  if (own.length === 0) return null;
  const isEmpty = own.every(({ figure }) => figure.total === 0 && figure.totalBefore === 0);
  return (
    <Section title={code('FigureTheme', theme)} id={theme}>
      {theme === 'questions' ? <TownMap towns={of.municipalities} /> : null}
      {theme === 'triad' ? <Text className="quiet">{t('figures.arrows')}</Text> : null}
      {isEmpty ? null : <Courses theme={theme} of={of} />}
      {isEmpty ? <Text className="quiet">{t('figures.none')}</Text> : null}
      <div className="figures">
        {own.map(({ figure, indicator }) => (
          <div key={figure.indicator}>
            {indicator.arrow ? (
              <Text className="quiet tight">{code('Arrow', indicator.arrow)}</Text>
            ) : null}
            <FigureCard figure={figure} indicator={indicator} list={search} />
          </div>
        ))}
      </div>
    </Section>
  );
}
