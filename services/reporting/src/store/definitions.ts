import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { factKinds } from '../domain/fact.ts';
import type { Course } from '../domain/course.ts';
import { dimensions, type Indicator } from '../domain/indicator.ts';
import type { ReportDocument } from '../domain/report.ts';

// one document each, in the folder's order
function documents<D extends { code: string }>(folder: string): D[] {
  const at = join(import.meta.dirname, '..', folder);
  return readdirSync(at)
    .toSorted()
    .map((file) => {
      const one = JSON.parse(readFileSync(join(at, file), 'utf8')) as D;
      if (`${one.code}.json` !== file) throw new Error(`no document: ${folder}/${file}`);
      return one;
    });
}

/** Every indicator, as its document has it. Page, export, release and test read these. */
export const indicators: readonly Indicator[] = documents<Indicator>('definitions').map(checked);

/** Every course over time, as its document has it. */
export const courses: readonly Course[] = documents<Course>('courses').map(checked);

function checked<I extends Indicator>(one: I): I {
  if (!factKinds.includes(one.fact) || !dimensions.includes(one.by))
    throw new Error(`no formula: ${one.code}`);
  return { ...one, area: one.area ?? '' };
}

const byCode = new Map(indicators.map((one) => [one.code, one]));

/** An indicator by its code; undefined where there is none of it. */
export const indicatorOf = (code: string): Indicator | undefined => byCode.get(code);

/** Every report: another funder needs another document and no code. */
export const reports: readonly ReportDocument[] = documents<ReportDocument>('reports');
