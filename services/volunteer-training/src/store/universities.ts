import { fromRow, type Plain } from '@katrol/contract';
import {
  ProgrammeSchema,
  type Programme as ContractProgramme,
  type University as ContractUniversity,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { expectRevision, stale } from '@katrol/runtime';
import { byId, nextRevision, saved } from '@katrol/store';
import type { Tx } from './client.ts';

export type University = Plain<ContractUniversity>;
export type Programme = Plain<ContractProgramme>;

export const universities = (tx: Tx): Promise<University[]> =>
  tx.university.findMany({ orderBy: { name: 'asc' } });

/** Keeps a new one; false when its code is there. */
export const addUniversity = async (tx: Tx, university: University): Promise<boolean> =>
  (await tx.university.createMany({ data: [university], skipDuplicates: true })).count === 1;

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
  return p.id === '' ? await addProgramme(tx, p) : await editProgramme(tx, p);
}

async function addProgramme(tx: Tx, p: Programme): Promise<Programme> {
  const { universityCode, code, name, agreedHours } = p;
  const where = { universityCode_code: { universityCode, code } };
  const there = await tx.programme.findUnique({ where });
  if (there && (there.name !== name || there.agreedHours !== agreedHours)) {
    throw stale(there.revision);
  }
  const data = { universityCode, code, name, agreedHours };
  return fromRow(ProgrammeSchema, there ?? (await tx.programme.create({ data })));
}

async function editProgramme(tx: Tx, p: Programme): Promise<Programme> {
  const { id, universityCode, name, agreedHours, revision } = p;
  const there = await byId('programme.id', id, () =>
    tx.programme.findFirst({ where: { id, universityCode } }),
  );
  expectRevision(revision, there.revision);
  const data = { name, agreedHours, ...nextRevision };
  await saved(tx.programme.updateMany({ where: { id, revision }, data }), p);
  return { ...p, code: there.code, revision: revision + 1 };
}
