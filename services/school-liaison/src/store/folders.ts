import { fromRow, type Plain } from '@katrol/contract';
import {
  FolderSchema,
  type Folder as ContractFolder,
  type FolderDay as ContractDay,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { addDays, dateOf } from '@katrol/runtime';
import { byId, sql } from '@katrol/store';
import { folderStanding, schoolYearOf } from '../domain/folder.ts';
import type { LiaisonCall, Tx } from './client.ts';
import { approvalsOf } from './messages.ts';
import { peopleOf, sharing } from './people.ts';
import { rulesOn } from './rules.ts';

export type Folder = Plain<ContractFolder>;
export type FolderDay = Plain<ContractDay>;
type Row = NonNullable<Awaited<ReturnType<Tx['folder']['findFirst']>>>;

const SHOWN_DAYS = 28;

/** A folder with what was said to it, and its last four weeks. */
async function wholeFolder(
  { tx, today }: Pick<LiaisonCall, 'tx' | 'today'>,
  row: Row,
): Promise<Folder> {
  const approvals = (await approvalsOf(tx, [row.id])).get(row.id) ?? [];
  const people = await peopleOf(tx, row.familyId, row.childId);
  const { intake } = await rulesOn(tx, row.branchCode, today);
  const { state, talkTo } = folderStanding(people, approvals, row, intake);
  const shared = await sharing(tx, row, today);
  const days = await tx.folderDay.findMany({
    where: { folderId: row.id, day: { gte: dateOf(addDays(today, -SHOWN_DAYS)) } },
    orderBy: { day: 'desc' },
  });
  const thisYear = row.schoolYear === schoolYearOf(today);
  const open = thisYear && state === 'yes' && shared !== 'no';
  return fromRow(FolderSchema, { ...row, approvals, talkTo, open, days });
}

export async function loadFolder(
  call: Pick<LiaisonCall, 'tx' | 'today'>,
  id: string,
): Promise<Folder & { branchCode: string }> {
  const row = await byId('folder_id', id, () => call.tx.folder.findUnique({ where: { id } }));
  return { ...(await wholeFolder(call, row)), branchCode: row.branchCode };
}

export async function foldersOf(
  call: Pick<LiaisonCall, 'tx' | 'today'>,
  familyIds: readonly string[],
): Promise<Folder[]> {
  const rows = await call.tx.folder.findMany({
    where: { familyId: { in: [...familyIds] } },
    orderBy: { schoolYear: 'desc' },
  });
  const all: Folder[] = [];
  for (const row of rows) all.push(await wholeFolder(call, row));
  return all;
}

type NewFolder = Pick<Folder, 'familyId' | 'childId' | 'childName' | 'schoolId' | 'schoolYear'> & {
  branchCode: string;
};

/** A child has one folder a school year: beginning it again gives the same, at its school of today. */
export async function beginFolder(tx: Tx, data: NewFolder): Promise<string> {
  const { childId, schoolYear } = data;
  const where = { childId_schoolYear: { childId, schoolYear } };
  const row = await tx.folder.upsert({
    where,
    create: data,
    update: { schoolId: data.schoolId },
    select: { id: true },
  });
  return row.id;
}

/**
 * Keeps a day. A tick stays once it stands, and who ticked is kept nowhere; says whether it is the
 * first day of its week.
 */
export async function keepDay(
  tx: Tx,
  { id: folderId, branchCode }: { id: string; branchCode: string },
  d: FolderDay & { monday: string },
): Promise<boolean> {
  const [kept] = await tx.query<{ before: number }>(
    sql`select count(*)::int as before from folder_day where folder_id = ${folderId}::uuid
      and day between ${d.monday}::date and ${d.monday}::date + 6`,
  );
  await tx.execute(
    sql`insert into folder_day (folder_id, day, branch_code, homework, went_well, of_child,
        seen_at_home, seen_at_school, teacher_line)
      values (${folderId}::uuid, ${d.day}::date, ${branchCode}, ${d.homework}, ${d.wentWell},
        ${d.ofChild}, ${d.seenAtHome}, ${d.seenAtSchool}, ${d.teacherLine})
      on conflict (folder_id, day) do update set
        homework = coalesce(nullif(excluded.homework, ''), folder_day.homework),
        went_well = coalesce(nullif(excluded.went_well, ''), folder_day.went_well),
        of_child = coalesce(nullif(excluded.of_child, ''), folder_day.of_child),
        seen_at_home = folder_day.seen_at_home or excluded.seen_at_home,
        seen_at_school = folder_day.seen_at_school or excluded.seen_at_school,
        teacher_line = coalesce(nullif(excluded.teacher_line, ''), folder_day.teacher_line)`,
  );
  return kept?.before === 0;
}
