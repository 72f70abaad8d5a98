import { call } from './call.ts';
import { MatchingService } from './names.ts';
import { isOffline, refusalOf } from './refusal.ts';
import { keepForLater, removeFromQueue, waiting, type Queued } from '#device/queue.ts';

/** Told on the window when something that was made offline has been sent, or was refused. */
export const OUTBOX_CHANGED = 'katrol:outbox-changed';

const { logSession, logGroupSession, missSession } = MatchingService.method;
const commands = { logSession, logGroupSession, missSession } as const;
export type OfflineCommand = keyof typeof commands;

/**
 * Keeps a command on the device until there is a network; sent once, under the key it was made
 * with.
 */
export async function sendLater(
  command: OfflineCommand,
  input: object,
  key: string,
): Promise<void> {
  await keepForLater({ id: key, command, input, madeAt: new Date().toISOString(), problem: '' });
  window.dispatchEvent(new CustomEvent(OUTBOX_CHANGED, { detail: { kept: 1 } }));
}

async function sendOne(item: Queued): Promise<'sent' | 'refused' | 'later'> {
  try {
    await call(commands[item.command as OfflineCommand], item.input, item.id);
    await removeFromQueue(item.id);
    return 'sent';
  } catch (error) {
    const refusal = refusalOf(error);
    if (isOffline(error) || !refusal.definite || refusal.code === 'unauthenticated') return 'later';
    const problem = refusal.reason || refusal.code;
    await keepForLater({ ...item, problem, about: refusal.metadata });
    return 'refused';
  }
}

// what was logged already may have been twice all the same
const TWICE = ['LOGGED_ALREADY', 'TUTOR_ELSEWHERE_THEN'];
export const mayBeTwice = ({ problem }: Queued): boolean => TWICE.includes(problem);

/** Sends one that was noticed as logged already once more: who made it says that both happened. */
export async function sendBoth(item: Queued): Promise<void> {
  const input = { ...item.input, bothHappened: true };
  // a sure no ended the first attempt: this is another command
  await keepForLater({ ...item, id: crypto.randomUUID(), input, problem: '' });
  await removeFromQueue(item.id);
  await flushOutbox();
  window.dispatchEvent(new CustomEvent(OUTBOX_CHANGED, { detail: {} }));
}

let sending = false;

/** Sends what waits, oldest first; a refused one stays with its reason. */
export async function flushOutbox(): Promise<void> {
  if (sending || !navigator.onLine) return;
  sending = true;
  try {
    let sent = 0;
    let refused = 0;
    for (const item of (await waiting()).filter((one) => !one.problem)) {
      const outcome = await sendOne(item);
      if (outcome === 'later') break;
      if (outcome === 'sent') sent += 1;
      else refused += 1;
    }
    if (sent || refused)
      window.dispatchEvent(new CustomEvent(OUTBOX_CHANGED, { detail: { sent, refused } }));
  } finally {
    sending = false;
  }
}
