import type { Settings } from './config.ts';
import type { Progress } from './progress.ts';

/** What a start is made of. `onStop` collects what must end, the last started first. */
export interface Start {
  settings: Settings;
  progress: Progress;
  onStop: (stop: () => Promise<void>) => void;
}
