import { setTimeout as sleep } from 'node:timers/promises';
import { localDay, Refusal } from '@katrol/runtime';
import type { LinkDeps } from './deps.ts';
import { freshLink } from './give.ts';
import { hasLink, keptBack, letterToTutor, type WithLink } from './by-itself.ts';
import { MailProblem, written, type Mailer, type Message } from './mail.ts';
import { forgetEnded, settle, takeDue, type Outcome, type Outgoing } from './outgoing-rows.ts';
import { questionsOf } from './question-rows.ts';
import { tellContacts } from './tell-contacts.ts';
import { tellParents } from './tell-parents.ts';
import { tellTutors } from './tell-tutors.ts';
import { addLink, dropLink, inLinks } from './rows.ts';

const EVERY_MS = 5_000;
const LIMIT_MS = 20_000;
// nobody else takes it meanwhile: longer than intake and the mail server together may take
const TAKEN_FOR_MS = 5 * 60_000;
const MINUTE_MS = 60_000;
const PAUSES_MIN = [1, 5, 15, 60, 180, 360];
const GIVEN_UP_AFTER_MS = 48 * 60 * MINUTE_MS;
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;

type Sending = Pick<LinkDeps, 'store' | 'intake' | 'clock' | 'log'> & {
  mailer: Mailer;
  /** where the platform is opened */
  publicUrl: string;
};

type Watched = Omit<Sending, 'mailer'> & { mailer: Mailer | undefined };

const soon = (): Date => new Date(Date.now() + LIMIT_MS);

/** Sends everything that is due; gives how many attempts that were. */
export async function sendDue(s: Sending, stopping?: AbortSignal): Promise<number> {
  let attempts = 0;
  while (!stopping?.aborted) {
    const now = s.clock.now();
    const until = new Date(now.getTime() + TAKEN_FOR_MS);
    const taken = await inLinks(s.store, soon(), (tx) => takeDue(tx, { now, until }));
    if (!taken) break;
    attempts += 1;
    const outcome = await attempt(s, taken);
    await inLinks(s.store, soon(), (tx) => settle(tx, taken.id, outcome, s.clock.now()));
  }
  return attempts;
}

/** One attempt: whether it still stands, where they are reached, a link of its own, and away. */
async function attempt(s: Sending, o: Outgoing): Promise<Outcome> {
  try {
    if (!hasLink(o)) return await toTutor(s, o);
    const { stands } = await s.intake.check(o, soon());
    if (!stands) return { done: 'failed', failure: 'NOT_STANDING' };
    const { email, writtenTo } = await s.intake.addressOf(o, soon());
    const back = await keptBack(s, o, writtenTo, soon());
    if (back) return back;
    if (email === '') return { done: 'failed', failure: 'NO_ADDRESS' };
    if (!(await isAsked(s, o))) return { done: 'failed', failure: 'NO_QUESTION' };
    return await sent(s, o, email);
  } catch (error) {
    if (!(error instanceof Refusal)) s.log.error('bug', { error });
    return again(s, o);
  }
}

// a parent's page opens with a second question, whoever sent it
async function isAsked(
  { store }: Sending,
  { kind, branchCode, personId }: WithLink,
): Promise<boolean> {
  if (kind !== 'parent-page') return true;
  const kept = await inLinks(store, soon(), (tx) => questionsOf(tx, branchCode, [personId]));
  return kept.length > 0;
}

async function sent(s: Sending, o: WithLink, to: string): Promise<Outcome> {
  const { secret, link } = freshLink(o, o.queuedBy, s.clock.now());
  const id = await inLinks(s.store, soon(), (tx) => addLink(tx, link));
  const how = { byItself: o.purpose === 'waiting' };
  const words = written(o.language, `${s.publicUrl}/link#${secret}`, how);
  return await given(s, o, { to, ...words }, async () => {
    await inLinks(s.store, soon(), (tx) => dropLink(tx, id));
  });
}

async function toTutor(s: Sending, o: Outgoing): Promise<Outcome> {
  const letter = await letterToTutor(s, o, { address: s.publicUrl, deadline: soon() });
  return 'done' in letter ? letter : await given(s, o, letter, async () => undefined);
}

/** Gives it to the mail server; `untaken` where that certainly did not take it. */
async function given(
  s: Sending,
  o: Outgoing,
  message: Message,
  untaken: () => Promise<void>,
): Promise<Outcome> {
  try {
    await s.mailer.send(message);
    return { done: 'sent' };
  } catch (error) {
    if (!(error instanceof MailProblem)) throw error;
    s.log.warn('a message was not sent', { code: error.refused ? 'refused' : 'away', error });
    if (!error.accepted) await untaken();
    return error.refused ? { done: 'failed', failure: 'ADDRESS_REFUSED' } : again(s, o);
  }
}

function again({ clock }: Sending, { queuedAt, attempts }: Outgoing): Outcome {
  const now = clock.now().getTime();
  if (now - queuedAt.getTime() >= GIVEN_UP_AFTER_MS)
    return { done: 'failed', failure: 'NOT_DELIVERED' };
  const pause = PAUSES_MIN[attempts - 1] ?? PAUSES_MIN.at(-1) ?? 1;
  return { done: 'again', at: new Date(now + pause * MINUTE_MS) };
}

/** Links, and what was sent, leave a year after their end; gives how many rows. */
export const forgetOldLinks = ({ store, clock }: Pick<Sending, 'store' | 'clock'>) =>
  inLinks(store, soon(), (tx) => forgetEnded(tx, new Date(clock.now().getTime() - YEAR_MS)));

/**
 * Sends what is due every few seconds, where there is a mailer, and forgets once a day what is past
 * its time. Runs in every gateway; each message is taken by one.
 */
export function watchLinks({ mailer, ...s }: Watched): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let forgottenOn = '';
  let toldAt = 0;
  const round = async (): Promise<void> => {
    if (mailer && Date.now() - toldAt >= MINUTE_MS) {
      toldAt = Date.now();
      // one that is away keeps the others from nothing
      for (const tell of [tellContacts, tellParents, tellTutors])
        await tell(s).catch((error: unknown) => s.log.warn('nobody is told', { error }));
    }
    if (mailer) await sendDue({ ...s, mailer }, stopping.signal);
    const today = localDay(s.clock.now());
    if (forgottenOn === today) return;
    const count = await forgetOldLinks(s);
    forgottenOn = today;
    if (count > 0) s.log.info('old links forgotten', { count });
  };
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await round().catch((error: unknown) => s.log.warn('links wait', { error }));
      await sleep(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}
