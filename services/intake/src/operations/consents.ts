import { randomUUID } from 'node:crypto';
import type { Plain } from '@katrol/contract';
import type { TimelineKind } from '@katrol/proto/katrol/intake/v1/codes';
import type {
  ConsentEffect,
  PreviewConsentRequest,
  RecordConversationRequest,
  SaidAnswer,
  UndoConversationRequest,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Checks, Refusal } from '@katrol/runtime';
import { stops } from '../domain/consent.ts';
import { changesOf, knownState, stopsOf, type Known } from '../domain/consent-changes.ts';
import { ageOn } from '../domain/parents.ts';
import { undoableSince } from '../domain/undo.ts';
import type { IntakeCall } from '../store/client.ts';
import {
  addAnswers,
  holdConsents,
  knownOf,
  nextSequence,
  placeNames,
  takeBack,
  undoable,
} from '../store/consents.ts';
import { happened, loadFamily, onTimeline, type Family } from '../store/families.ts';
import { runningOf } from '../store/stopping.ts';
import { loadPlace } from '../store/waiting.ts';
import { consentsToday, type ConsentsToday } from './consents-today.ts';
import { familyPage, type FamilyPage } from './family.ts';
import { settle } from './settle.ts';

type Answer = Plain<SaidAnswer>;

/** Refuses what nobody of this family can say, or for whom they cannot. */
async function checkAnswers(
  call: IntakeCall,
  { file, rules: { youngPersonAge } }: ConsentsToday,
  { answers, occurredOn }: { answers: readonly Answer[]; occurredOn: string },
): Promise<void> {
  const c = new Checks();
  for (const [i, one] of answers.entries()) {
    const at = (field: string): string => `answers[${i}].${field}`;
    const young = file.children.find((child) => child.id === one.personId);
    const known = young ?? file.parents.some((parent) => parent.id === one.personId);
    c.that(Boolean(known), at('person_id'), 'VALUE_UNKNOWN');
    const age = young ? ageOn(young.birthDate, occurredOn) : undefined;
    c.that(age === undefined || age >= youngPersonAge, at('person_id'), 'YOUNG_PERSON_NOT_YET');
    const about = young ? [young] : file.children;
    const theirs = one.childId === '' || about.some((child) => child.id === one.childId);
    c.that(theirs, at('child_id'), 'VALUE_UNKNOWN');
    const toPlace = one.purpose === 'sharing_with_service';
    c.that(toPlace || one.receiver === '', at('receiver'), 'VALUE_UNKNOWN');
    c.that(one.until === '' || one.answer === 'yes', at('until'), 'VALUE_UNKNOWN');
    c.within(at('until'), one.until, { from: occurredOn });
    if (toPlace) await loadPlace(call.tx, one.receiver, at('receiver'));
  }
  c.done();
}

/**
 * One conversation: who said what to which purposes, how it was asked, in which language. What
 * depended on a yes that is no longer in force stops, here and in every service that hears it.
 */
export async function recordConversation(
  call: IntakeCall,
  input: Plain<RecordConversationRequest>,
): Promise<FamilyPage> {
  const { id } = await say(call, input);
  return await familyPage(call, id);
}

/** What was said is kept, and what follows from it is done. */
export async function say(
  call: IntakeCall,
  input: Plain<RecordConversationRequest>,
): Promise<Family> {
  const { tx } = call;
  const family = await loadFamily(tx, input.familyId, 'family_id');
  await holdConsents(tx, family.id);
  const occurredOn = input.occurredOn || call.today;
  const answers = input.answers.map(forThemselves(family));
  await checkAnswers(call, await consentsToday(call, family), { answers, occurredOn });
  const conversationId = randomUUID();
  await noteAnswers(call, family, { answers, occurredOn });
  await addAnswers(tx, family, {
    answers,
    occurredOn,
    means: input.means,
    language: input.language,
    recordedBy: call.by,
    recordedSubject: call.actor,
    recordedAt: call.now,
    conversationId,
    typedFrom: await nextSequence(tx, family.id, answers.length),
  });
  await settle(call, family, { on: occurredOn, conversation: conversationId });
  return family;
}

/** A young person speaks for nobody else. */
const forThemselves =
  ({ children }: Family) =>
  (one: Answer): Answer =>
    one.childId === '' && children.some((child) => child.id === one.personId)
      ? { ...one, childId: one.personId }
      : one;

async function noteAnswers(
  call: IntakeCall,
  family: Family,
  { answers, occurredOn: on }: { answers: readonly Answer[]; occurredOn: string },
): Promise<void> {
  const known = await knownOf(call.tx, family.id);
  const names = await placeNames(
    call.tx,
    answers.map((one) => one.receiver),
  );
  const noted = new Map<string, Parameters<typeof onTimeline>[2]>();
  for (const { purpose, receiver, childId, answer } of answers) {
    const yes = purpose !== '' && knownState(known, { purpose, receiver, childId }) === 'yes';
    const kinds = {
      yes: 'CONSENT_GIVEN',
      no: yes ? 'CONSENT_WITHDRAWN' : 'CONSENT_REFUSED',
      silent: 'CONSENT_SILENT',
    } as const satisfies Record<string, TimelineKind>;
    const kind = kinds[answer || 'silent'];
    const values = { purpose, name: names.get(receiver) ?? '' };
    // of several who said the same one line, and never who
    noted.set(`${kind} ${purpose} ${receiver}`, { kind, on, values });
  }
  for (const event of noted.values()) await happened(call, family, event);
}

/** As if it was never said: within a minute, by who recorded it, and nothing was said after it. */
export async function undoConversation(
  call: IntakeCall,
  { familyId, conversationId }: Plain<UndoConversationRequest>,
): Promise<FamilyPage> {
  const { tx, now } = call;
  const family = await loadFamily(tx, familyId, 'family_id');
  await holdConsents(tx, family.id);
  const last = await undoable(tx, family.id, { subject: call.actor, since: undoableSince(now) });
  if (!last || last.id !== conversationId) {
    throw new Refusal('failed_precondition', 'CONVERSATION_STANDS', {
      fields: [{ field: 'conversation_id', reason: 'CONVERSATION_STANDS' }],
    });
  }
  await takeBack(tx, conversationId, now);
  onTimeline(call, family, { kind: 'CONVERSATION_UNDONE' });
  await settle(call, family, { on: call.today, conversation: conversationId, undone: true });
  return await familyPage(call, family.id);
}

/** What a conversation would change, and what that would stop. Nothing is saved. */
export async function previewConsent(
  call: IntakeCall,
  input: Plain<PreviewConsentRequest>,
): Promise<Plain<ConsentEffect>[]> {
  const { tx, today } = call;
  const family = await loadFamily(tx, input.familyId, 'family_id');
  const on = input.occurredOn || today;
  const answers = input.answers.map(forThemselves(family));
  const now = await consentsToday(call, family);
  await checkAnswers(call, now, { answers, occurredOn: on });
  call.audit(family.id, family.branchCode);
  const { file } = now;
  const last = Math.max(0, ...file.answers.map((one) => one.typed)) + 1;
  const said = answers.map((one, i) => ({ ...one, occurredOn: on, typed: last + i }));
  const after = { ...file, answers: [...file.answers, ...said] };
  return await effectsOf(call, family, { ...now, file: after, on });
}

async function effectsOf(
  call: IntakeCall,
  family: Family,
  { file, rules, on }: Pick<ConsentsToday, 'file' | 'rules'> & { on: string },
): Promise<Plain<ConsentEffect>[]> {
  const { tx, today } = call;
  const known: Known[] = await knownOf(tx, family.id);
  const running = await runningOf(tx, family.ids);
  const changes = changesOf(file, known, { rules, today, on });
  const names = await placeNames(
    tx,
    changes.map(({ key }) => key.receiver),
  );
  return changes
    .map(({ key, after }) => {
      const before = knownState(known, key);
      const ends = stops(after.state) && !stops(before);
      return {
        ...key,
        receiverName: names.get(key.receiver) ?? '',
        before,
        after: after.state,
        stops: ends ? stopsOf(key, running) : [],
      };
    })
    .filter((one) => one.before !== one.after);
}
