import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Said } from './child.ts';

/** One question at a time to processes of their own, each of which ends with its answer. */
export type Children<Question, Answer> = {
  /**
   * What the module answers. Throws what it threw, or that it ended, or that it took longer than
   * the limit and was ended.
   */
  ask(question: Question): Promise<Answer>;
  /** Ends what is under way; nothing can be asked any more. */
  close(): Promise<void>;
};

/**
 * Work that takes a thread and much memory for seconds, in a process that ends: nobody else waits
 * for it, and its memory is given back. `module` calls `answerOnce`.
 */
export function inChild<Question, Answer>(
  module: URL,
  { limitMs, memoryMb = 512 }: { limitMs: number; memoryMb?: number },
): Children<Question, Answer> {
  let last: Promise<unknown> = Promise.resolve();
  const closing = new AbortController();
  const once = (question: Question): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const child = fork(fileURLToPath(module), {
        serialization: 'advanced',
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(limitMs)]),
        killSignal: 'SIGKILL',
        // it talks to nobody: no telemetry, no inspector of the service's own
        execArgv: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${memoryMb}`],
        env: {},
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      child.once('message', (said: Said<Answer>) => {
        if ('error' in said) reject(new Error(said.error));
        else resolve(said.answer);
      });
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        reject(new Error(`ended before it answered: ${signal ?? code}`)),
      );
      child.send(question as object, (error) => error && reject(error));
    });
  return {
    ask: (question) => {
      const turn = last.then(() => once(question));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: async () => {
      closing.abort();
      await last;
    },
  };
}
