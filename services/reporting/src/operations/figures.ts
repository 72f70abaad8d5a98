import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type {
  Figure,
  FigureRow,
  GetFiguresRequest,
  ListCountedRequest,
} from '@katrol/proto/katrol/reporting/v1/messages_pb';
import { notFound } from '@katrol/runtime';
import { csvText, listAll, listPage, type ListPage } from '@katrol/store';
import { ofFamilies, type Indicator } from '../domain/indicator.ts';
import { monthsOf } from '../domain/course.ts';
import { before, periodOf, type Period, type PeriodKey } from '../domain/period.ts';
import type { ReportingCall } from '../store/client.ts';
import { countCourses } from '../store/courses.ts';
import { courses, indicatorOf, indicators } from '../store/definitions.ts';
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
  courses: { indicator: Indicator; points: { month: string; code: string; value: number }[] }[];
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

/** What has a course over time, by month: every month that has begun, also where nothing was. */
async function coursesOf(
  { tx, today }: Pick<ReportingCall, 'tx' | 'today'>,
  { branchCode, now, filter }: Omit<Counting, 'before'>,
): Promise<FiguresPage['courses']> {
  const months = monthsOf(now, today);
  const found = await countCourses(tx, courses, { branchCode, months, today, filter });
  return courses.map((indicator) => {
    const of = found.filter(({ course }) => course === indicator.code);
    const codes = indicator.by === '' ? [''] : [...new Set(of.map(({ code }) => code))].toSorted();
    const points = months.flatMap(({ month }) =>
      codes.map((code) => ({
        month,
        code,
        value: of.find((one) => one.month === month && one.code === code)?.value ?? 0,
      })),
    );
    return { indicator, points };
  });
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
    courses: await coursesOf(call, { branchCode, now: period, filter }),
  };
}

/** The same as a file, with its filter on top and how each was counted beside it. */
export async function* exportFigures(call: ReportingCall, asked: Asked): AsyncGenerator<string> {
  const { period, figures, branchCode } = await getFigures(call, asked);
  call.audit('export:cijfers', branchCode);
  const filter = [...asked.municipalities, ...asked.languageBands, ...asked.stages];
  const head = [
    ['cijfers', branchCode, `${period.from} - ${period.until}`, call.today],
    ...(filter.length > 0 ? [['filter', filter.join(', ')]] : []),
    [],
    ['cijfer', 'code', 'aantal', 'vorig', 'zo geteld', 'indicator'],
  ];
  yield csvText(head, true);
  for (const { indicator, rows, total, totalBefore } of figures) {
    const { title, counted, by } = indicatorOf(indicator) as Indicator;
    const together = { code: 'all', value: total, before: totalBefore };
    yield csvText(
      [...(by === '' ? [] : rows), together].map(({ code, value, before: last }) => [
        title.nl,
        code,
        value,
        last,
        counted.nl,
        indicator,
      ]),
    );
  }
}

type Counted = Omit<Plain<ListCountedRequest>, '$typeName'>;

async function countedOf(call: ReportingCall, { period, indicator: code, branchCode }: Counted) {
  const branch = branchOf(call, branchCode);
  const indicator = indicatorOf(code);
  if (!indicator) throw notFound('indicator');
  const { now: days } = await periodsOf(call, period);
  const list = countedList(branch, indicator, { days, today: call.today });
  return { branch, days, indicator, list };
}

/** What a figure was counted from. */
export async function listCounted(
  call: ReportingCall,
  asked: Counted,
): Promise<ListPage<CountedFact>> {
  const { branch, list } = await countedOf(call, asked);
  call.audit(`counted:${asked.indicator}`, branch);
  return await listPage(call.tx, list, asked.options);
}

/** Numbers for what may not leave the house: the same one is the same number, in one file only. */
function numbered(): (id: string) => number | '' {
  const known = new Map<string, number>();
  return (id) => {
    if (id === '') return '';
    const number = known.get(id) ?? known.size + 1;
    known.set(id, number);
    return number;
  };
}

/**
 * The same as a file. A file goes further than a screen: who it is about is a number in it, and
 * never a name or an id.
 */
export async function* exportCounted(call: ReportingCall, asked: Counted): AsyncGenerator<string> {
  const { branch, days, indicator, list } = await countedOf(call, asked);
  call.audit(`export:counted ${asked.indicator}`, branch);
  const { filters } = asked.options;
  const head = [
    [indicator.title.nl, branch, `${days.from} - ${days.until}`, call.today],
    ...filters.map(({ field, values }) => ['filter', field, values.join(', ')]),
    [],
    ['gezin nr.', 'begeleider nr.', 'dag', 'tot', 'code', 'aantal'],
  ];
  yield csvText(head, true);
  const families = numbered();
  const tutors = numbered();
  for await (const rows of listAll(call.tx, list, asked.options))
    yield csvText(
      rows.map(({ familyId, tutorId, day, until, code, amount }) => [
        families(familyId),
        tutors(tutorId),
        day,
        until,
        code,
        amount,
      ]),
    );
}
