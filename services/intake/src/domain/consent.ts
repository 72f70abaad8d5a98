import type { Plain } from '@katrol/contract';
import type { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import type { ConsentState } from '@katrol/proto/katrol/intake/v1/codes';
import type {
  Child as ContractChild,
  Consent as ContractConsent,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { decided, type Decided, type Voice, type YoungVoice } from '@katrol/families/deciding';
import { addDays, Refusal } from '@katrol/runtime';
import { ageOn, birthday, roleOn, type Parent } from './parents.ts';
import type { ProfileDocument } from './profile.ts';

export type Consent = Plain<ContractConsent>;

/** One answer of one person: the day it was said, and in which order it was typed. */
export type Said = Pick<
  Consent,
  'personId' | 'purpose' | 'receiver' | 'childId' | 'answer' | 'occurredOn' | 'until'
> & { typed: number };

type Child = Pick<Plain<ContractChild>, 'id' | 'birthDate'>;

/** All that counts for what is in force. Answers that were taken back are not in it. */
export type ConsentFile = {
  parents: readonly Pick<Parent, 'id' | 'relation' | 'held' | 'deciding'>[];
  children: readonly Child[];
  answers: readonly Said[];
};

/** What it is about. `childId` empty: the family. */
export type Key = { purpose: ConsentPurpose; receiver: string; childId: string };

export type Rules = { allDeciders: boolean; youngPersonAge: number; silenceDays: number };

/** How it stands on a day. `until`: the last day of a yes as far as the calendar tells. */
export type Standing = { state: ConsentState; given: boolean; until: string; talkTo: string[] };

/** The profile's rules for consent, and what holds where a profile says nothing. */
export const consentRules = ({ intake }: ProfileDocument): Rules => ({
  allDeciders: intake.allDeciders,
  youngPersonAge: intake.youngPersonAge || 12,
  silenceDays: intake.silenceDays || 7,
});

export const ADULT = 18;

/** Is the child itself asked: beside the parents, alone, or not ('')? */
export function askedOn(
  { birthDate }: Pick<Child, 'birthDate'>,
  { youngPersonAge }: Pick<Rules, 'youngPersonAge'>,
  day: string,
): YoungVoice['asked'] {
  const age = ageOn(birthDate, day) ?? 0;
  if (age >= ADULT) return 'alone';
  return age >= youngPersonAge ? 'too' : '';
}

/** What one person says of it today: the newest day counts, on one day what was typed last. */
function voiceOf({ answers }: ConsentFile, key: Key, personId: string, day: string): Voice {
  const theirs = answers.filter(
    (one) =>
      one.personId === personId &&
      one.purpose === key.purpose &&
      one.receiver === key.receiver &&
      one.occurredOn <= day &&
      (one.childId === '' || one.childId === key.childId),
  );
  const last = theirs
    .filter((one) => one.answer !== 'silent')
    .reduce<Said | undefined>(
      (newest, one) => (newest && later(newest, one) ? newest : one),
      undefined,
    );
  if (!last) return theirs.length > 0 ? 'silent' : 'none';
  if (last.answer === 'no') return 'no';
  return last.until !== '' && last.until < day ? 'ended' : 'yes';
}

const later = (a: Said, b: Said): boolean =>
  a.occurredOn === b.occurredOn ? a.typed > b.typed : a.occurredOn > b.occurredOn;

/** How it stands for one child on a day. */
function ofChild(file: ConsentFile, key: Key, child: Child, { rules, day }: On): Decided {
  const of = { ...key, childId: child.id };
  const voices = file.parents
    .filter((one) => roleOn(one, child.id, day) === 'decides')
    .map(({ id, held }) => ({ id, held, voice: voiceOf(file, of, id, day) }));
  const asked = askedOn(child, rules, day);
  return decided(voices, { id: child.id, voice: voiceOf(file, of, child.id, day), asked }, rules);
}

type On = { rules: Rules; day: string };

// where children differ the family stands as the one that least may
const WORST_FIRST: readonly ConsentState[] = [
  'disagreement',
  'young_person_said_no',
  'no',
  'held',
  'ended',
  'silent',
  'not_asked',
  'yes',
];

function onDay(file: ConsentFile, key: Key, on: On): Decided {
  const about = file.children.filter((one) => key.childId === '' || one.id === key.childId);
  const all = about.map((child) => ofChild(file, key, child, on));
  const state = WORST_FIRST.find((one) => all.some((now) => now.state === one)) ?? 'not_asked';
  const talkTo = all.filter((now) => now.state === state).flatMap((now) => now.talkTo);
  return { state, talkTo: [...new Set(talkTo)] };
}

/** The days after today on which the calendar alone may change how it stands, in order. */
function daysAhead(file: ConsentFile, today: string, birthdays: boolean): string[] {
  const after = (day: string): string => (day === '' ? '' : addDays(day, 1));
  const days = [
    ...file.answers.map((one) => after(one.until)),
    ...file.parents.flatMap((one) => one.deciding.flatMap((d) => [d.from, after(d.until)])),
    ...(birthdays ? file.children.map((one) => birthday(one.birthDate, ADULT)) : []),
  ];
  return [...new Set(days)].filter((day) => day > today).sort();
}

/**
 * What is in force for a purpose, a receiver, a child or the family: from the newest day of each
 * person and from who decides. The one function that says so; every service follows what it gave.
 * `until` holds no birthday: what travels must not tell one.
 */
export function inForce(file: ConsentFile, key: Key, rules: Rules, today: string): Standing {
  const { state, talkTo } = onDay(file, key, { rules, day: today });
  const given = state === 'yes';
  const ends = given
    ? daysAhead(file, today, false).find((day) => onDay(file, key, { rules, day }).state !== 'yes')
    : undefined;
  return { state, given, talkTo, until: ends ? addDays(ends, -1) : '' };
}

/**
 * The next day on which the calendar alone may change it, for the family or, apart, for one of its
 * children; empty where none does.
 */
export function recheckOn(file: ConsentFile, key: Key, rules: Rules, today: string): string {
  const about = key.childId === '' ? ['', ...file.children.map((one) => one.id)] : [key.childId];
  const states = (day: string): string =>
    about.map((childId) => onDay(file, { ...key, childId }, { rules, day }).state).join();
  const now = states(today);
  return daysAhead(file, today, true).find((day) => states(day) !== now) ?? '';
}

/** Does what depended on it stop? Silence and never having asked stop nothing that runs. */
export const stops = (state: ConsentState): boolean =>
  !['yes', 'silent', 'not_asked'].includes(state);

/** When somebody is to be talked to; empty: nobody waits for that. */
export function talkOn(
  { answers }: ConsentFile,
  { purpose, receiver }: Key,
  { state }: Pick<Standing, 'state'>,
  { since, silenceDays }: { since: string } & Pick<Rules, 'silenceDays'>,
): string {
  if (state === 'disagreement' || state === 'ended') return since;
  if (state !== 'silent') return '';
  const asked = answers
    .filter(
      (one) => one.purpose === purpose && one.receiver === receiver && one.answer === 'silent',
    )
    .map((one) => one.occurredOn)
    .sort();
  return addDays(asked.at(-1) ?? since, silenceDays);
}

export const keyText = ({ purpose, receiver, childId }: Key): string =>
  `${purpose} ${receiver} ${childId}`;

/** What anything was said of, for the family and for each child. */
export function keysOf({ answers, children }: ConsentFile): Key[] {
  const about = new Map<string, Pick<Key, 'purpose' | 'receiver'>>();
  for (const { purpose, receiver } of answers) {
    if (purpose !== '') about.set(`${purpose} ${receiver}`, { purpose, receiver });
  }
  return [...about.values()].flatMap((one) =>
    ['', ...children.map((child) => child.id)].map((childId) => ({ ...one, childId })),
  );
}

/** Refuses INTAKE_CONSENT_MISSING, naming purpose and field. */
export function consentMissing(purpose: ConsentPurpose, field?: string): Refusal {
  const fields = field ? [{ field, reason: 'INTAKE_CONSENT_MISSING' }] : [];
  return new Refusal('failed_precondition', 'INTAKE_CONSENT_MISSING', {
    meta: { purpose },
    fields,
  });
}
