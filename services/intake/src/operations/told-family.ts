import { stageOf } from '@katrol/contract';
import { municipalityOf } from '@katrol/places';
import { movedFrom } from '../domain/moved.ts';
import { facts } from '../facts.ts';
import type { IntakeCall } from '../store/client.ts';
import { loadFamily, saveFamily, type Family } from '../store/families.ts';
import { settle } from './settle.ts';

/**
 * Tells those who work with a family how it is today: its children with their grades, its language,
 * in which municipality it lives, whether it moved. Of every file of it, each child by the id that it has there.
 */
export async function tellFamily(
  call: IntakeCall,
  familyId: string,
  { moved = false }: { moved?: boolean } = {},
): Promise<void> {
  const { ids, branchCode, children, contact, address } = await loadFamily(call.tx, familyId);
  const all = children.flatMap(({ id, sameIds, grade }) =>
    [id, ...sameIds].map((childId) => ({ childId, grade, stage: stageOf(grade) })),
  );
  const { language } = contact;
  const municipalityCode = municipalityOf(address);
  const today = { branchCode, children: all, language, municipalityCode, moved };
  for (const id of ids)
    call.tell(facts.familyChanged, { familyId: id, ...today, occurredOn: call.today });
}

/** Keeps how a family is reached and where it lives, and tells what became otherwise by it. */
export async function saveReached(
  call: IntakeCall,
  family: Family,
  { contact, address }: Pick<Family, 'contact' | 'address'>,
): Promise<void> {
  await saveFamily(call.tx, { ...family, contact, address });
  // who decides is told with the language that they read
  if (contact.language !== family.contact.language) await settle(call, family, { on: call.today });
  await tellFamily(call, family.id, { moved: movedFrom(family.address, address) });
}
