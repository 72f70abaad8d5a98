import { setTimeout as sleep } from 'node:timers/promises';
import { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { says } from './consents.ts';
import { each } from './load.ts';
import type { Person, Portal } from './portal.ts';
import { withOwnPage } from './school-links.ts';
import type { Sent } from './school-messages.ts';
import * as texts from './school-texts.ts';

const liaison = SchoolLiaisonService.method;
// the minute in which a yes may be taken back, and a little for the service to send
const MINUTE_MS = 62_000;
const PATIENCE_MS = 90_000;
const BREATH_MS = 2_000;

/** What leaves a minute after its yes, and is answered by the school then. */
export class Underway {
  readonly #portal: Portal;
  readonly #waiting: { sent: Sent; since: number }[] = [];

  constructor(portal: Portal) {
    this.#portal = portal;
  }

  add(all: readonly Sent[]): void {
    this.#waiting.push(...all.map((sent) => ({ sent, since: Date.now() })));
  }

  /** Those whose minute is over already: while others are loaded, nobody waits. */
  async due(): Promise<void> {
    const late = Date.now() - MINUTE_MS;
    const due = this.#waiting.filter(({ since }) => since < late);
    for (const one of due) this.#waiting.splice(this.#waiting.indexOf(one), 1);
    await each(due, 1, ({ sent }) => answered(this.#portal, sent, Date.now() + PATIENCE_MS));
  }

  /** All of them; says what it waits for. */
  async rest(say: (line: string) => void): Promise<void> {
    await this.due();
    const left = this.#waiting.splice(0);
    if (left.length === 0) return;
    say(`Demonstratie laden: ${left.length} berichten vertrekken na hun minuut bedenktijd`);
    const until = Date.now() + PATIENCE_MS;
    await each(left, 1, ({ sent }) => answered(this.#portal, sent, until));
  }
}

/** The school opens and answers it, and puts its answer right; or the family stops sharing. */
async function answered(portal: Portal, sent: Sent, until: number): Promise<void> {
  if (!(await isNow(sent, ['sent', 'stopped'], until))) return;
  if (sent.role === 'yes') await talk(portal, sent);
  if (sent.role === 'interpreted') await stop(portal, sent, until);
}

/** Waits until the message has come so far; false where it does not in this time. */
async function isNow(
  { s, familyId, messageId }: Sent,
  wanted: string[],
  until: number,
): Promise<boolean> {
  for (;;) {
    const { messages } = await s.me(liaison.getThread, { familyId });
    const status = messages.find((one) => one.id === messageId)?.status ?? '';
    if (wanted.includes(status)) return true;
    if (Date.now() > until) return false;
    await sleep(BREATH_MS);
  }
}

async function contactOf(portal: Portal, { s, contactId }: Sent): Promise<Person> {
  const link = { kind: 'school-contact', objectId: contactId, personId: contactId } as const;
  const given = { ...link, branchCode: s.branch.code, language: 'nl' };
  // told once: without a key, each time a link of its own
  const { secret } = await s.me(LinkService.method.giveLink, given);
  return portal.holding(secret);
}

async function talk(portal: Portal, sent: Sent): Promise<void> {
  const { s, messageId } = sent;
  const contact = await contactOf(portal, sent);
  await contact(liaison.openMessage, { messageId }, s.key('opens'));
  const { text, correction } = s.r.pick(texts.schoolAnswers);
  const said = await contact(liaison.answerParents, { messageId, text }, s.key('school-says'));
  const answerId = said.answers.at(-1)?.id ?? '';
  const right = { messageId, text: correction, correctsId: answerId };
  await contact(liaison.answerParents, right, s.key('school-corrects'));
  const parent = await withOwnPage(sent, portal);
  await parent(liaison.chooseReading, { answerId, choice: 'together' }, s.key('reads-together'));
}

async function stop(portal: Portal, sent: Sent, until: number): Promise<void> {
  const { s, familyId, messageId } = sent;
  const contact = await contactOf(portal, sent);
  await contact(liaison.openMessage, { messageId }, s.key('opens'));
  const no = { purpose: 'sharing_with_school', answer: 'no', on: s.calendar.today } as const;
  await says(s, familyId, { ...no, what: 'stops-sharing' });
  if (!(await isNow(sent, ['stopped'], until))) return;
  const kept = { messageId, receipt: 'kept', note: s.r.pick(texts.keptBecause) } as const;
  await contact(liaison.confirmStopped, kept, s.key('kept'));
}
