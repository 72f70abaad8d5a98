// Loaded before a service (node --import): faults enter from outside, product code holds no hook.
import { plantInDatabase } from './database.ts';
import type { Fault } from './fault.ts';
import { plantInBroker } from './broker.ts';
import { shiftClock } from './clock.ts';
import { redirect } from './network.ts';

const fault = JSON.parse(process.env['KATROL_FAULT'] ?? '{}') as Fault;

let passed = 0;
/** SIGKILL when the named point is passed for the n-th time. */
const pass = (point: string): void => {
  if (fault.kill?.point !== point) return;
  passed += 1;
  if (passed < fault.kill.nth) return;
  process.kill(process.pid, 'SIGKILL');
  for (;;) {
    // the signal arrives before anything else happens
  }
};

// a few turns of the loop into its shutdown, whatever it is at then
process.on('SIGTERM', () => {
  const turn = (): void => {
    pass('in-shutdown');
    setImmediate(turn);
  };
  if (fault.kill?.point === 'in-shutdown') turn();
});

shiftClock(fault);
redirect(fault);
plantInDatabase(fault, pass);
plantInBroker(fault, pass);
process.on('message', (message) => {
  const told = message as { type?: string; fault?: Fault };
  if (told.type === 'fault') Object.assign(fault, told.fault);
});
