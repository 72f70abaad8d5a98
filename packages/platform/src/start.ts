import { readSettings, speakStraight } from './config.ts';
import { endLeftBehind } from './left-behind.ts';
import { AlreadyRunning, takeLock } from './lock.ts';
import { isFree } from './ports.ts';
import { createProgress } from './progress.ts';
import { startConsortium } from './supervisor.ts';
import { giveBackSoon, whenAbandoned } from '@katrol/runtime';

const progress = createProgress(process.stdout);
const stops: (() => Promise<void>)[] = [];
let stopping: Promise<void> | undefined;

const unwind = async (): Promise<void> => {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
    try {
      await stop();
    } catch (error) {
      progress.say(`bij het stoppen / while stopping: ${(error as Error).message}`);
    }
  }
};

const stopAll = (): Promise<void> => {
  stopping ??= unwind();
  return stopping;
};

const endWith = (code: number): void => {
  // what hangs is not waited for: services see their channel close, the database sees its pipe end
  setTimeout(() => process.exit(code || 1), 9_500).unref();
  void stopAll().then(() => process.exit(code));
};

let askedAt = 0;

// Ctrl-C arrives twice: from the terminal and from npm. A person who is tired of waiting asks again
// later.
const onSignal = (): void => {
  if (stopping && performance.now() - askedAt > 2_000) process.exit(1);
  if (stopping) return;
  askedAt = performance.now();
  progress.say('\nStoppen / stopping');
  endWith(0);
};

const start = async (): Promise<void> => {
  speakStraight();
  const settings = readSettings(process.argv.slice(2));
  if (settings.environment === 'production') {
    throw new Error(
      'dit is de demonstratie van één machine, niet voor NODE_ENV=production / ' +
        'this is the demonstration for one machine, not for production',
    );
  }
  const url = `http://localhost:${settings.port}`;
  stops.push(await takeLock(settings.dataDir, url));
  for (const name of await endLeftBehind(settings.dataDir))
    progress.say(`[${name}] van een vorige keer werd gestopt / of an earlier start was stopped`);
  if (!(await isFree(settings.port))) {
    throw new Error(
      `poort ${settings.port} is bezet door een ander programma: ` +
        'kies een andere met KATROL_PORT / ' +
        `port ${settings.port} is taken: choose another with KATROL_PORT`,
    );
  }
  await startConsortium({ settings, progress, onStop: (stop) => stops.push(stop) });
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
// whoever started this is gone
whenAbandoned(onSignal);
start().then(giveBackSoon, (error: Error) => {
  if (stopping) return;
  progress.say(
    error instanceof AlreadyRunning
      ? `${error.message}\n(already running: open that address, or stop it there first)`
      : `Katrol start niet / does not start: ${error.message}`,
  );
  endWith(1);
});
