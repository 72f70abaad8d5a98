import { codeOf } from '@katrol/contract';
import { filesOf, holds, lineFor, linesOf, type ToldPeople } from '@katrol/families';
import { DecidingRole } from '@katrol/proto/katrol/intake/v1/codes';
import { isUuid } from '@katrol/runtime';
import { sql } from '@katrol/store';
import type { Person } from '../domain/message.ts';
import type { Tx } from './client.ts';

/** What each person is to a child, whichever file of the family says so. */
export async function peopleOf(tx: Tx, familyId: string, childId: string): Promise<Person[]> {
  if (!isUuid(childId)) return [];
  const rows = await tx.familyPerson.findMany({
    where: { familyId: { in: await filesOf(tx, familyId) }, childId },
    orderBy: { personId: 'asc' },
  });
  const seen = new Map(rows.map((row) => [row.personId, row]));
  return [...seen.values()].map(({ personId, role, held, language }) => ({
    personId,
    role: codeOf(DecidingRole, role),
    held,
    language,
  }));
}

/** For what each agreed to be written to by itself, as it was told with who decides. */
export async function keepWriting(tx: Tx, { familyId, people }: ToldPeople): Promise<void> {
  await tx.execute(
    sql`update family_person p set written_to = one."writtenTo"
      from jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
        as one("childId" uuid, "personId" uuid, "writtenTo" text[])
      where p.family_id = ${familyId}::uuid and p.child_id = one."childId"
        and p.person_id = one."personId"`,
  );
}

/** Children of a family whom somebody was told to be something to. */
export async function childrenOf(tx: Tx, familyId: string): Promise<string[]> {
  const rows = await tx.familyPerson.findMany({
    where: { familyId: { in: await filesOf(tx, familyId) } },
    select: { childId: true },
    distinct: ['childId'],
  });
  return rows.map(({ childId }) => childId);
}

const NEEDED = ['sharing_with_school', 'registration'] as const;

/**
 * May something of a child be shared with a school, by what was told of the family's consent: `no`
 * where it was stopped, `yes` where it stands, `unsaid` where nothing was said of it.
 */
export async function sharing(
  tx: Tx,
  { familyId, childId }: { familyId: string; childId: string },
  today: string,
): Promise<'yes' | 'no' | 'unsaid'> {
  let said: 'yes' | 'unsaid' = 'unsaid';
  for (const id of await filesOf(tx, familyId)) {
    for (const purpose of NEEDED) {
      const line = lineFor(await linesOf(tx, id, purpose), childId);
      if (line && !holds(line, today)) return 'no';
      if (line && purpose === 'sharing_with_school') said = 'yes';
    }
  }
  return said;
}
