import { whenAbandoned } from './abandoned.ts';
import { giveBackSoon } from './after-start.ts';
import { createLogger, type Logger } from './logger.ts';
import { ownEnvironment } from './config.ts';
import { goStraight } from './straight.ts';
import { startTelemetry } from './telemetry.ts';
import type { TelemetrySettings } from './telemetry-types.ts';

/** What a started process offers. `stop` ends it in order and may be called twice. */
export type Running = { ready: Promise<void>; stop(): Promise<void> };

const STOP_LIMIT_MS = 15_000;

/**
 * Runs a process: starts it, says when it is ready (to a supervisor over IPC), stops it once on
 * SIGTERM, SIGINT or when the supervisor is gone. A promise that nobody handles ends the process: a
 * supervisor starts it again. `start` imports the service itself: telemetry hooks only into what is
 * imported after it began.
 */
export async function run<C extends TelemetrySettings & { logLevel: string }>(
  start: (config: C, log: Logger) => Promise<Running>,
  config: C,
): Promise<void> {
  goStraight(ownEnvironment());
  const telemetry = await startTelemetry(config);
  const log = createLogger(config.serviceName, config.logLevel);
  let running: Running | undefined;
  let stopping = false;
  const stop = (signal: string, exitCode: number): void => {
    if (stopping) return;
    stopping = true;
    log.info('stopping', { signal });
    setTimeout(() => process.exit(exitCode || 1), STOP_LIMIT_MS).unref();
    void (running?.stop() ?? Promise.resolve())
      .then(
        () => exitCode,
        (error: unknown) => {
          log.error('stop failed', { error });
          return 1;
        },
      )
      .then(async (code) => {
        await telemetry.stop();
        process.exit(code);
      });
  };
  process.on('SIGTERM', () => stop('SIGTERM', 0));
  process.on('SIGINT', () => stop('SIGINT', 0));
  whenAbandoned(() => stop('disconnect', 0));
  process.on('unhandledRejection', (error) => {
    log.error('unhandled rejection', { error });
    stop('unhandledRejection', 1);
  });
  try {
    running = await start(config, log);
    await running.ready;
    process.send?.({ type: 'ready' });
    log.info('ready');
    giveBackSoon();
  } catch (error) {
    log.error('start failed', { error });
    stop('start failed', 1);
  }
}

/** Releases what was opened, last first; a second error is logged, not lost. */
export class Releases {
  readonly #steps: { name: string; release: () => Promise<void> }[] = [];
  #released: Promise<void> | undefined;
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, release: () => Promise<void>): void {
    this.#steps.push({ name, release });
  }

  release(): Promise<void> {
    this.#released ??= this.#unwind();
    return this.#released;
  }

  async #unwind(): Promise<void> {
    for (const { name, release } of this.#steps.toReversed()) {
      try {
        await release();
      } catch (error) {
        this.#log.error('release failed', { code: name, error });
      }
    }
  }
}
