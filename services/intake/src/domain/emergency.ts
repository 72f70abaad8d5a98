import type { Plain } from '@katrol/contract';
import type { OpenEmergencyAccessRequest } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Checks, searchable } from '@katrol/runtime';

/** How often a person may try in an hour; who is right needs one. */
export const ATTEMPTS_AN_HOUR = 5;
const PHONE_AT_LEAST = 6;

/** What somebody knows of a family of another branch, and why they must see its file. */
export type EmergencyQuestion = Plain<OpenEmergencyAccessRequest>;
export type Known = { familyName: string; phoneDigits: string; children: string[] };

/** Refuses a question that a name alone would answer. */
export function checkQuestion(q: EmergencyQuestion): void {
  const knows = q.phone !== '' || q.childFirstName !== '';
  new Checks().that(knows, 'phone', 'EMERGENCY_KNOW_ONE_MORE').done();
}

/**
 * Whether it is this family: the name and everything else that was given are exactly right; accents
 * and capitals do not count.
 */
export function isExactly(family: Known, q: EmergencyQuestion, phoneDigits: string): boolean {
  if (searchable(family.familyName) !== searchable(q.familyName)) return false;
  const wrongNumber = phoneDigits.length < PHONE_AT_LEAST || family.phoneDigits !== phoneDigits;
  if (q.phone !== '' && wrongNumber) return false;
  const child = searchable(q.childFirstName);
  return child === '' || family.children.some((name) => searchable(name) === child);
}
