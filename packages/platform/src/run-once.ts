import { launch } from './process.ts';
import type { Program } from './process.ts';

/**
 * A program that runs to its end. `ended` tells how: `code 0`, another code, a signal, or `stopped`
 * when we stopped it.
 */
export interface OneRun {
  pid: number | undefined;
  ended: Promise<string>;
  stop: (limitMs: number) => Promise<void>;
}

/**
 * Runs a program once; every line it prints is handed on. Its IPC channel tells it when the
 * supervisor is gone.
 */
export const runOnce = (program: Program, line: (text: string) => void): OneRun => {
  const child = launch(program, line);
  let stopping = false;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) =>
      resolve(stopping ? 'stopped' : (signal ?? `code ${code}`)),
    );
  });
  const stop = async (limitMs: number): Promise<void> => {
    stopping = true;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), limitMs);
    await ended;
    clearTimeout(late);
  };
  return { pid: child.pid, ended, stop };
};
