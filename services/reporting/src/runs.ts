import { inChild, type Children } from '@katrol/solver';
import type { ReleaseAsked, ReleaseMade } from './domain/release.ts';

/** Releases are made one after another, each in a process of its own that ends with its answer. */
export type Runs = Children<ReleaseAsked, ReleaseMade>;

// what a whole release may take, with all that is around it
const LIMIT_MS = 120_000;

export const openRuns = (): Runs =>
  inChild(new URL('./runs-child.ts', import.meta.url), { limitMs: LIMIT_MS });
