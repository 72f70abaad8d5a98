import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plain } from '@katrol/contract';
import type { Measure } from '@katrol/proto/katrol/reporting/v1/codes';
import type { Indicator as ContractIndicator } from '@katrol/proto/katrol/reporting/v1/messages_pb';
import { factKinds, type FactKind } from './fact.ts';

/** By what the rows of a figure are told apart; '' is one figure. */
export const dimensions = [
  '',
  'code',
  'other',
  'about',
  'municipality',
  'language_band',
  'stage',
  'tutor_kind',
  'university',
  'wait_band',
] as const;
export type Dimension = (typeof dimensions)[number];

/** The same in the three languages of the screens. */
export type Words = { nl: string; fr: string; en: string };

/** Which facts: of these codes, or with some amount. */
type Where = { code?: readonly string[]; other?: readonly string[]; amount?: 'some' };

/** An indicator with its formula over facts. */
export type Indicator = Omit<
  Plain<ContractIndicator>,
  'measure' | 'by' | 'countedOn' | 'title' | 'counted'
> & {
  title: Words;
  counted: Words;
  fact: FactKind;
  where: Where;
  by: Dimension;
  measure: Measure;
  /** the day on which a fact counts: of itself, or of its end */
  countedOn: 'day' | 'until';
};

const FOLDER = join(import.meta.dirname, '..', 'definitions');

function read(file: string): Indicator {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  const indicator = JSON.parse(text) as Indicator;
  const { code, fact, by } = indicator;
  if (`${code}.json` !== file || !factKinds.includes(fact) || !dimensions.includes(by))
    throw new Error(`no definition of an indicator: ${file}`);
  return indicator;
}

/** Every indicator, as its document has it. Page, export, release and test read these. */
export const indicators: readonly Indicator[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .toSorted()
  .map(read);

const byCode = new Map(indicators.map((one) => [one.code, one]));

/** An indicator by its code; undefined where there is none of it. */
export const indicatorOf = (code: string): Indicator | undefined => byCode.get(code);

// facts about the work, in which no family is meant
const ABOUT_THE_WORK: readonly FactKind[] = ['hours', 'training', 'placement', 'meeting', 'signal'];

/** Can its facts be told apart by where and how a family lives? */
export const ofFamilies = ({ fact }: Pick<Indicator, 'fact'>): boolean =>
  !ABOUT_THE_WORK.includes(fact);

/** Is the total the sum of the rows? Not where a family may stand in several. */
export const isAdditive = ({ measure }: Pick<Indicator, 'measure'>): boolean =>
  measure === 'count' || measure === 'hours';
