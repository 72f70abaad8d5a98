import type { Trial } from '../trial.ts';
import { lateCommitters } from './r02-late-committers.ts';

export const trials: readonly Trial[] = [lateCommitters];
