import { inChild, type Children } from '@katrol/solver';
import type { RunAsked, RunResult } from './domain/run.ts';

/** Runs of proposals, one after another, each in a process of its own that ends with its answer. */
export type Runs = Children<RunAsked, RunResult>;

// what a run may take, with all that is around its solving
const LIMIT_MS = 60_000;

export const openRuns = (): Runs =>
  inChild(new URL('./runs-child.ts', import.meta.url), { limitMs: LIMIT_MS });
