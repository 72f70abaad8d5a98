import type { World } from './world.ts';

export type BrokerKind = 'direct' | 'kafka';

/** One promise under one kind of trouble. */
export type Trial = {
  /** its number in the list of promises */
  id: string;
  title: string;
  /** where it runs: once with each of these brokers, or once on the whole platform */
  on: readonly (BrokerKind | 'platform')[];
  /** its short form is a test of its own in the packages it is about */
  longOnly?: true;
  /** Resolves with the figure measured; throws {@link Missed} with it when the target is missed. */
  run(world: World, on: BrokerKind | 'platform'): Promise<string>;
};

/** A target that was missed: the figure and what was asked. */
export class Missed extends Error {}

/**
 * A target of time that was missed: a busy machine may be the reason, so the short form measures
 * once more, and says so.
 */
export class Late extends Missed {}

/** Holds a figure of time to its target. */
export function inTime(met: boolean, figure: string): void {
  if (!met) throw new Late(figure);
}

/** Holds a figure to its target. */
export function must(met: boolean, figure: string): void {
  if (!met) throw new Missed(figure);
}

/** The value below which this share of them lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

export function brokerOf(on: BrokerKind | 'platform'): BrokerKind {
  if (on === 'platform') throw new Error('this trial runs on a broker');
  return on;
}
