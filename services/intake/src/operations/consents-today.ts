import {
  consentRules,
  inForce,
  type ConsentFile,
  type Key,
  type Rules,
  type Standing,
} from '../domain/consent.ts';
import type { Parent } from '../domain/parents.ts';
import type { IntakeCall } from '../store/client.ts';
import { consentFile } from '../store/consents.ts';
import type { Family } from '../store/families.ts';
import { profileOn } from '../store/profiles.ts';

export type ConsentsToday = {
  file: Omit<ConsentFile, 'parents'> & { parents: readonly Parent[] };
  rules: Rules;
  /** how one of them stands today */
  standing: (key: Key) => Standing;
};

/** What a family said, and how each consent stands today by the rules of its branch. */
export async function consentsToday(
  { tx, today }: IntakeCall,
  { id, branchCode }: Pick<Family, 'id' | 'branchCode'>,
): Promise<ConsentsToday> {
  const rules = consentRules((await profileOn(tx, branchCode, today)).document);
  const file = await consentFile(tx, id);
  return { file, rules, standing: (key) => inForce(file, key, rules, today) };
}
