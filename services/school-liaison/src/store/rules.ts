import { fromRow } from '@katrol/contract';
import { IntakeRulesSchema, SchoolRulesSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { dateOf } from '@katrol/runtime';
import { found, sql } from '@katrol/store';
import type { Rules } from '../domain/rules.ts';
import type { Tx } from './client.ts';

export type ToldRules = { branchCode: string; version: number; validFrom: string; rules: Rules };

/** What the branch's profile says on a day. */
export const rulesOn = (tx: Tx, branchCode: string, day: string): Promise<Rules> =>
  found('branch_code', rulesKnown(tx, branchCode, day));

/** The same; undefined where none was told for that day: facts come in any order. */
export async function rulesKnown(
  tx: Tx,
  branchCode: string,
  day: string,
): Promise<Rules | undefined> {
  const row = await tx.branchRules.findFirst({
    where: { branchCode, validFrom: { lte: dateOf(day) } },
    orderBy: [{ validFrom: 'desc' }, { version: 'desc' }],
  });
  if (!row) return undefined;
  const { school, intake } = row.rules as { school: object; intake: object };
  return { school: fromRow(SchoolRulesSchema, school), intake: fromRow(IntakeRulesSchema, intake) };
}

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

/** Every branch whose profile was told. */
export async function branchesKnown(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ code: string }>(
    sql`select distinct branch_code as code from branch_rules order by 1`,
  );
  return rows.map(({ code }) => code);
}
