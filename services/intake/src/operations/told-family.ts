import { stageOf } from '@katrol/contract';
import { facts } from '../facts.ts';
import type { IntakeCall } from '../store/client.ts';
import { loadFamily } from '../store/families.ts';

/**
 * Tells those who work with a family how it is today: its children with their grades, its language,
 * whether it moved. Of every file of it, each child by the id that it has there.
 */
export async function tellFamily(
  call: IntakeCall,
  familyId: string,
  { moved = false }: { moved?: boolean } = {},
): Promise<void> {
  const { ids, branchCode, children, contact } = await loadFamily(call.tx, familyId);
  const all = children.flatMap(({ id, sameIds, grade }) =>
    [id, ...sameIds].map((childId) => ({ childId, grade, stage: stageOf(grade) })),
  );
  const { language } = contact;
  const today = { branchCode, children: all, language, moved, occurredOn: call.today };
  for (const id of ids) call.tell(facts.familyChanged, { familyId: id, ...today });
}
