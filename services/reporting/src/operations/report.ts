import type { Plain } from '@katrol/contract';
import type { GetReportRequest } from '@katrol/proto/katrol/reporting/v1/release_pb';
import { hasRole } from '@katrol/events';
import { invalid, notFound } from '@katrol/runtime';
import { csvText } from '@katrol/store';
import type { Period } from '../domain/period.ts';
import { linesOf, type ReportDocument, type ReportLine } from '../domain/report.ts';
import type { ReportingCall } from '../store/client.ts';
import { reports } from '../store/definitions.ts';
import { loadRelease } from '../store/releases.ts';

export type ReportPage = {
  definition: ReportDocument;
  period: Period;
  releaseNumber: number;
  area: string;
  lines: ReportLine[];
};

/** A report of one place or university, from what was released. A university sees its own. */
export async function getReport(
  call: ReportingCall,
  { releaseId, report, area }: Plain<GetReportRequest>,
): Promise<ReportPage> {
  const definition = reports.find(({ code }) => code === report);
  if (!definition) throw notFound('report');
  const { period, number, tables } = await loadRelease(call.tx, releaseId, 'release_id');
  if (definition.per === 'consortium') return page(definition, 'all');
  if (area === '') throw invalid({ field: 'area', reason: 'VALUE_MISSING' });
  const { universities } = call.scope;
  if (hasRole(call, 'placement-officer') && !universities.includes(area)) throw notFound('area');
  return page(definition, area);

  function page(of: ReportDocument, at: string): ReportPage {
    const lines = linesOf(of, tables, at);
    return { definition: of, period, releaseNumber: number, area: at, lines };
  }
}

const WORDS = { hidden: 'verborgen', draft: 'ontwerp, niet nagekeken' };

/** The same as a file. */
export async function* exportReport(
  call: ReportingCall,
  asked: Plain<GetReportRequest>,
): AsyncGenerator<string> {
  const { definition, period, releaseNumber, area, lines } = await getReport(call, asked);
  call.audit(`export:report ${asked.report} ${releaseNumber}`, '');
  const { title, draft, source } = definition;
  yield csvText(
    [
      [title.nl, area, `${period.from} - ${period.until}`, `vrijgegeven verslag ${releaseNumber}`],
      ...(draft ? [[WORDS.draft]] : []),
      [source],
      [],
      ['wat', 'aantal', 'regel'],
      ...lines.map(({ title: of, value, hidden }, line) => [
        of.nl,
        hidden ? WORDS.hidden : value,
        line + 1,
      ]),
    ],
    true,
  );
}
