import { inChild, type Children } from '@katrol/solver';
import type { ReleaseAsked, ReleaseMade } from './domain/release.ts';

/** Releases are made one after another, each in a process of its own that ends with its answer. */
export type Releases = Children<ReleaseAsked, ReleaseMade>;

// what the issue of a whole release may take, with all that is around it
const LIMIT_MS = 120_000;

export const openReleases = (): Releases =>
  inChild(new URL('./release-child.ts', import.meta.url), { limitMs: LIMIT_MS });
