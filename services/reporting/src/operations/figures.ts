import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type {
  Figure,
  FigureRow,
  GetFiguresRequest,
  ListCountedRequest,
} from '@katrol/proto/katrol/reporting/v1/messages_pb';
import { notFound } from '@katrol/runtime';
import { csvText, listPage, type ListPage } from '@katrol/store';
import { ofFamilies, type Indicator } from '../domain/indicator.ts';
import { before, periodOf, type Period, type PeriodKey } from '../domain/period.ts';
import type { ReportingCall } from '../store/client.ts';
import { indicatorOf, indicators } from '../store/definitions.ts';
import {
  countedList,
  countFigures,
  familiesByTown,
  isNarrowed,
  type CountedFact,
  type CountedRow,
  type FamilyFilter,
} from '../store/figures.ts';
import { academicYears } from '../store/periods.ts';

type FiguresPage = {
  branchCode: string;
  period: Period;
  before: Period;
  figures: Plain<Figure>[];
  municipalities: Plain<FigureRow>[];
};

type Asked = Omit<Plain<GetFiguresRequest>, '$typeName'>;

/** The days of a year and of the one before, as universities set them today. */
export async function periodsOf(
  { tx }: Pick<ReportingCall, 'tx'>,
  key: PeriodKey,
): Promise<{ now: Period; before: Period }> {
  const set = await academicYears(tx);
  return { now: periodOf(key, set), before: periodOf(before(key), set) };
}

function figureOf({ code: indicator }: Indicator, rows: readonly CountedRow[]): Plain<Figure> {
  const of = rows.filter((row) => row.indicator === indicator);
  const total = (now: boolean) => of.find((row) => row.isTotal && row.now === now);
  const codes = [...new Set(of.filter((row) => !row.isTotal).map(({ code }) => code))];
  const at = (code: string, now: boolean): number =>
    of.find((row) => !row.isTotal && row.code === code && row.now === now)?.value ?? 0;
  const shown = codes.map((code) => ({ code, value: at(code, true), before: at(code, false) }));
  return {
    indicator,
    rows: shown.toSorted((a, b) => b.value - a.value || a.code.localeCompare(b.code)),
    total: total(true)?.value ?? 0,
    totalBefore: total(false)?.value ?? 0,
    countedFrom: total(true)?.from ?? 0,
  };
}

type Counting = { branchCode: string; now: Period; before: Period; filter: FamilyFilter };

/** Some figures of a branch in a period and in the one before. */
export async function figuresOf(
  { tx, today }: Pick<ReportingCall, 'tx' | 'today'>,
  counted: readonly Indicator[],
  asked: Counting,
): Promise<Plain<Figure>[]> {
  const rows = await countFigures(tx, counted, { ...asked, today });
  return counted.map((one) => figureOf(one, rows));
}

/**
 * A branch's own figures, exact. Under a filter on families only what can be told apart by families
 * is counted.
 */
export async function getFigures(call: ReportingCall, asked: Asked): Promise<FiguresPage> {
  const branchCode = branchOf(call, asked.branchCode);
  const { municipalities, languageBands, stages } = asked;
  const filter = { municipalities, languageBands, stages };
  const counted = indicators.filter((one) => !isNarrowed(filter) || ofFamilies(one));
  const { now: period, before: last } = await periodsOf(call, asked.period);
  const periods = { now: period, before: last };
  const towns = await familiesByTown(call.tx, { branchCode, days: period });
  return {
    branchCode,
    period,
    before: last,
    figures: await figuresOf(call, counted, { branchCode, ...periods, filter }),
    municipalities: towns.map((town) => ({ ...town, before: 0 })),
  };
}

/** The same as a file, with its filter on top and how each was counted beside it. */
export async function* exportFigures(call: ReportingCall, asked: Asked): AsyncGenerator<string> {
  const { period, figures, branchCode } = await getFigures(call, asked);
  call.audit('export:cijfers', branchCode);
  const filter = [...asked.municipalities, ...asked.languageBands, ...asked.stages];
  const head = [
    ['cijfers', branchCode, `${period.from} - ${period.until}`],
    ...(filter.length > 0 ? [['filter', filter.join(', ')]] : []),
    [],
    ['cijfer', 'code', 'aantal', 'vorig', 'zo geteld'],
  ];
  yield csvText(head, true);
  for (const { indicator, rows, total, totalBefore } of figures) {
    const { title, counted } = indicatorOf(indicator) as Indicator;
    const lines = rows.map((row) => [title.nl, row.code, row.value, row.before, counted.nl]);
    yield csvText([...lines, [title.nl, '', total, totalBefore, counted.nl]]);
  }
}

/** What a figure was counted from. */
export async function listCounted(
  call: ReportingCall,
  { period, indicator: code, options, ...asked }: Omit<Plain<ListCountedRequest>, '$typeName'>,
): Promise<ListPage<CountedFact>> {
  const branchCode = branchOf(call, asked.branchCode);
  const indicator = indicatorOf(code);
  if (!indicator) throw notFound('indicator');
  const { now: days } = await periodsOf(call, period);
  const list = countedList(branchCode, indicator, { days, today: call.today });
  call.audit(`counted:${code}`, branchCode);
  return await listPage(call.tx, list, options);
}
