import type { Trial } from '../trial.ts';
import { killMatrix } from './r01-kill-matrix.ts';
import { lateCommitters } from './r02-late-committers.ts';
import { keptOrder } from './r03-order.ts';
import { noRepeats } from './r04-repeats.ts';
import { poisonEvent } from './r05-poison.ts';
import { keptPace } from './r06-pace.ts';
import { brokerAway } from './r07-broker-away.ts';
import { intoTheBlackHole } from './r08-black-hole.ts';
import { rebalanceStorm } from './r09-rebalance-storm.ts';
import { noZombie } from './r10-zombie.ts';
import { databaseKilled } from './r11-database-killed.ts';
import { drained } from './r13-drain.ts';
import { overloaded } from './r15-overload.ts';
import { noRetryStorm } from './r16-retry-storm.ts';
import { sameCommandTwice } from './r18-same-command.ts';
import { sameMessageTwice } from './r18-same-message.ts';
import { listAppend } from './r23-list-append.ts';
import { soakedThrough } from './r24-soak.ts';
import { wrongClock } from './r25-clock.ts';
import { liaisonTrials } from './liaison-trials.ts';
import { longSuites } from './long-suites.ts';
import { platformTrials } from './platform-trials.ts';

export const trials: readonly Trial[] = [
  killMatrix,
  lateCommitters,
  keptOrder,
  noRepeats,
  poisonEvent,
  keptPace,
  brokerAway,
  intoTheBlackHole,
  rebalanceStorm,
  noZombie,
  drained,
  listAppend,
  wrongClock,
  databaseKilled,
  ...platformTrials,
  ...liaisonTrials,
  sameCommandTwice,
  sameMessageTwice,
  noRetryStorm,
  overloaded,
  soakedThrough,
  ...longSuites,
];
