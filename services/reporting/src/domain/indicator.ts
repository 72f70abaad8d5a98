import type { Plain } from '@katrol/contract';
import type { Measure } from '@katrol/proto/katrol/reporting/v1/codes';
import type { Indicator as ContractIndicator } from '@katrol/proto/katrol/reporting/v1/messages_pb';
import type { FactKind } from './fact.ts';

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

// facts about the work, in which no family is meant
const ABOUT_THE_WORK: readonly FactKind[] = ['hours', 'training', 'placement', 'meeting', 'signal'];

/** Can its facts be told apart by where and how a family lives? */
export const ofFamilies = ({ fact }: Pick<Indicator, 'fact'>): boolean =>
  !ABOUT_THE_WORK.includes(fact);

/** Is the total the sum of the rows? Not where a family may stand in several. */
export const isAdditive = ({ measure }: Pick<Indicator, 'measure'>): boolean =>
  measure === 'count' || measure === 'hours';
