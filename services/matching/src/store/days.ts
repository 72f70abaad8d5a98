import { fromRow } from '@katrol/contract';
import { SupportRulesSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { ExamPeriodsChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import type { Period } from '@katrol/calendar';
import { dayOf } from '@katrol/runtime';
import { sql } from '@katrol/store';
import { daysOf, type BranchDays, type Days } from '@katrol/calendar';
import type { Tx } from './client.ts';

/** The days of a branch, for a tutor of this university ('': of none). */
export type DaysOfBranch = (universityCode: string) => Days;

/** When somebody comes in a branch, and when nobody does: asked once for all of its tutors. */
export async function daysIn(tx: Tx, branchCode: string): Promise<DaysOfBranch> {
  const versions = await versionsOf(tx, branchCode);
  const rows = await tx.universityDays.findMany();
  const exams = new Map<string, readonly Period[]>(
    rows.map((row) => [row.universityCode, fromRow(ExamPeriodsChangedSchema, row).periods]),
  );
  const made = new Map<string, Days>();
  return (universityCode) => {
    const days = made.get(universityCode) ?? daysOf(versions, exams.get(universityCode) ?? []);
    made.set(universityCode, days);
    return days;
  };
}

async function versionsOf(tx: Tx, branchCode: string): Promise<BranchDays[]> {
  const rows = await tx.branchRules.findMany({ where: { branchCode } });
  return rows.map(({ version, validFrom, rules }) => {
    const { support } = rules as { support: object };
    const { calendarRegion: region, closed } = fromRow(SupportRulesSchema, support);
    return { version, validFrom: dayOf(validFrom), region, closed };
  });
}

export type ToldExams = { universityCode: string; periods: readonly Period[]; revision: number };

/** Keeps the exam weeks of a university; an older fact changes nothing. */
export async function keepExams(
  tx: Tx,
  { universityCode, periods, revision }: ToldExams,
): Promise<void> {
  await tx.execute(
    sql`insert into university_days (university_code, periods, revision)
      values (${universityCode}, ${JSON.stringify(periods)}::jsonb, ${revision})
      on conflict (university_code) do update
        set periods = excluded.periods, revision = excluded.revision
        where university_days.revision < excluded.revision`,
  );
}

/** Codes of the branches that are known here. */
export async function knownBranches(tx: Tx): Promise<string[]> {
  const rows = await tx.branchRules.findMany({
    distinct: ['branchCode'],
    select: { branchCode: true },
  });
  return rows.map(({ branchCode }) => branchCode);
}
