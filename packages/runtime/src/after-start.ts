import v8 from 'node:v8';
import vm from 'node:vm';

const SETTLED_MS = 3_000;

/**
 * Gives back, once, what a start took and needs no more: modules as they were read, their types
 * stripped. V8 keeps it until something presses; an idle process has nothing that presses.
 */
export function giveBackSoon(): void {
  setTimeout(() => {
    v8.setFlagsFromString('--expose-gc');
    const collect = vm.runInNewContext('gc') as () => void;
    v8.setFlagsFromString('--no-expose-gc');
    collect();
  }, SETTLED_MS).unref();
}
