import { isUuid, notFound, stale } from '@katrol/runtime';
import type { Tx } from './client.ts';

export type University = { code: string; name: string; validFrom: string; validUntil: string };
export type Programme = {
  id: string;
  universityCode: string;
  code: string;
  name: string;
  agreedHours: number;
  revision: number;
};

export const universities = (tx: Tx): Promise<University[]> =>
  tx.university.findMany({ orderBy: { name: 'asc' } });

export async function saveUniversity(tx: Tx, u: University): Promise<void> {
  await tx.university.upsert({ where: { code: u.code }, create: u, update: u });
}

export const programmesOf = (tx: Tx, universityCodes: readonly string[]): Promise<Programme[]> =>
  tx.programme.findMany({
    where: { universityCode: { in: [...universityCodes] } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });

/** Keeps a programme by its university and code; an id names one that is there. */
export async function saveProgramme(tx: Tx, p: Programme): Promise<Programme> {
  const { id, revision, ...data } = p;
  const { universityCode, code } = p;
  if (id === '') {
    const there = await tx.programme.findUnique({
      where: { universityCode_code: { universityCode, code } },
    });
    if (there && (there.name !== p.name || there.agreedHours !== p.agreedHours))
      throw stale(there.revision);
    return there ?? (await tx.programme.create({ data }));
  }
  const there = isUuid(id) ? await tx.programme.findFirst({ where: { id, universityCode } }) : null;
  if (!there) throw notFound('programme.id');
  const { count } = await tx.programme.updateMany({
    where: { id, revision },
    data: { ...data, code: there.code, revision: { increment: 1 } },
  });
  if (count === 0) throw stale(there.revision);
  return { ...p, code: there.code, revision: revision + 1 };
}
