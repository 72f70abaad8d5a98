import { fromRow } from '@katrol/contract';
import { SupportRulesSchema, TutorRulesSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { dateOf } from '@katrol/runtime';
import { found } from '@katrol/store';
import type { Rules } from '../domain/rules.ts';
import type { Tx } from './client.ts';

/** The rules of one version of a branch's profile; the newest where that one was not told. */
export async function rulesOf(tx: Tx, branchCode: string, version: number): Promise<Rules> {
  const told = await tx.branchRules.findMany({
    where: { branchCode },
    orderBy: { version: 'desc' },
  });
  const row = await found('branch_code', told.find((r) => r.version === version) ?? told[0]);
  const { support, tutors } = row.rules as { support: object; tutors: object };
  return {
    support: fromRow(SupportRulesSchema, support),
    tutors: fromRow(TutorRulesSchema, tutors),
  };
}

export type ToldRules = { branchCode: string; version: number; validFrom: string; rules: Rules };

export async function keepRules(
  tx: Tx,
  { branchCode, version, validFrom, rules }: ToldRules,
): Promise<void> {
  const data = { validFrom: dateOf(validFrom), rules };
  await tx.branchRules.upsert({
    where: { branchCode_version: { branchCode, version } },
    create: { branchCode, version, ...data },
    update: data,
  });
}

/** Which tutors a branch takes today, whatever version its cases keep: none said, those of its cases. */
export async function kindsOn(
  tx: Tx,
  branchCode: string,
  today: string,
): Promise<Rules['tutors']['kinds'] | undefined> {
  const row = await tx.branchRules.findFirst({
    where: { branchCode, validFrom: { lte: dateOf(today) } },
    orderBy: [{ validFrom: 'desc' }, { version: 'desc' }],
  });
  if (!row) return undefined;
  return fromRow(TutorRulesSchema, (row.rules as { tutors: object }).tutors).kinds;
}

/** With whom each branch would look for tutors, by the version of its profile that holds today. */
export async function agreements(tx: Tx, today: string): Promise<Map<string, string[]>> {
  const rows = await tx.branchRules.findMany({
    where: { validFrom: { lte: dateOf(today) } },
    orderBy: [{ validFrom: 'asc' }, { version: 'asc' }],
  });
  return new Map(
    rows.map(({ branchCode, rules }) => {
      const { tutors } = rules as { tutors: object };
      return [branchCode, fromRow(TutorRulesSchema, tutors).townsTogether];
    }),
  );
}
