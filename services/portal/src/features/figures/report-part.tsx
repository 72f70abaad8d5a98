import { Group, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReportingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useSession } from '#app/session.tsx';
import { TakeOutButtons } from '#ui/export/take-out-buttons.tsx';
import { Facts, Section, Tag } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useReportSheet } from './taken-out.ts';
import { useSay, useSayArea } from './words.ts';

const { listReports, getReport, exportReport } = ReportingService.method;

/** A report as its funder asks for it, for one place, from what was released. */
export function ReportPart({ releaseId, areas }: { releaseId: string; areas: string[] }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const say = useSay();
  const sayArea = useSayArea();
  const reports = useQuery(listReports, {}).data?.reports ?? [];
  const [chosen, setChosen] = useState('');
  const [place, setPlace] = useState('');
  const report = reports.find(({ code }) => code === chosen);
  const isTown = (area: string) => /^\d{5}$/.test(area);
  const places = areas.filter((area) =>
    report?.per === 'university' ? /^[a-z-]+$/.test(area) && area !== 'all' : isTown(area),
  );
  const own = me?.university ?? '';
  const offered = report?.per === 'university' && own !== '' ? [own] : places;
  const area = report?.per === 'consortium' ? '' : place;
  const ready = report !== undefined && (report.per === 'consortium' || offered.includes(area));
  return (
    <Section title={t('figures.reports')} id="verslag">
      <Group align="flex-end" className="no-print">
        <NativeSelect
          id="report-which"
          label={t('figures.report')}
          data={[
            { value: '', label: '' },
            ...reports.map(({ code, title }) => ({ value: code, label: say(title) })),
          ]}
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        {report && report.per !== 'consortium' ? (
          <NativeSelect
            id="report-area"
            label={t('figures.area')}
            data={[
              { value: '', label: '' },
              ...offered.map((one) => ({ value: one, label: sayArea(one) })),
            ]}
            value={place}
            onChange={(event) => setPlace(event.currentTarget.value)}
          />
        ) : null}
      </Group>
      {ready ? (
        <ReportOf asked={{ releaseId, report: chosen, area }} />
      ) : (
        <Text className="quiet">{t('figures.reportEmpty')}</Text>
      )}
    </Section>
  );
}

type Asked = { releaseId: string; report: string; area: string };

function ReportOf({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const say = useSay();
  const report = useQuery(getReport, asked);
  const sheet = useReportSheet(report.data);
  const name = [asked.report, asked.area].filter(Boolean).join('-');
  if (report.isError) return <Trouble error={report.error} />;
  const { definition, lines = [] } = report.data ?? {};
  return (
    <div data-testid="report">
      {definition?.draft ? <Tag tone="attention">{t('figures.draft')}</Tag> : null}
      <Text className="quiet">{definition?.source}</Text>
      <Facts
        facts={lines.map(({ title, value, hidden }) => [
          say(title),
          hidden ? t('figures.hiddenCell') : String(value),
        ])}
      />
      <Group>
        <TakeOutButtons
          of={{ name, rpc: exportReport, request: asked, ...sheet }}
          testId="export-report"
        />
      </Group>
    </div>
  );
}
