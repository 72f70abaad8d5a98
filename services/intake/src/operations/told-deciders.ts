import { consentRules } from '../domain/consent.ts';
import { decidersOn, decidersRecheckOn } from '../domain/deciders.ts';
import type { Profile } from '../domain/profile.ts';
import { facts } from '../facts.ts';
import type { IntakeCall } from '../store/client.ts';
import { consentFile } from '../store/consents.ts';
import { decidersTold, keepDecidersTold } from '../store/deciders.ts';
import { languageOf, type Family } from '../store/families.ts';

/**
 * Tells who decides for the children of a file, who is informed and who is asked too, where that is
 * otherwise than it was told last.
 */
export async function tellDeciders(
  call: IntakeCall,
  { id: familyId, branchCode }: Pick<Family, 'id' | 'branchCode'>,
  { document, version: profileVersion }: Pick<Profile, 'document' | 'version'>,
): Promise<void> {
  const { tx, today: occurredOn } = call;
  const rules = consentRules(document);
  const file = { ...(await consentFile(tx, familyId)), language: await languageOf(tx, familyId) };
  const people = decidersOn(file, rules, occurredOn);
  const recheckOn = decidersRecheckOn(file, rules, occurredOn);
  const before = await decidersTold(tx, familyId);
  const changed = JSON.stringify(people) !== before?.people;
  const sequence = (before?.sequence ?? 0) + (changed ? 1 : 0);
  const told = { familyId, branchCode, sequence, recheckOn, profileVersion };
  await keepDecidersTold(tx, { ...told, people: JSON.stringify(people) });
  if (!changed) return;
  call.tell(facts.decidersChanged, { familyId, branchCode, people, sequence, occurredOn });
}
