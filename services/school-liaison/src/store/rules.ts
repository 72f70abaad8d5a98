import { fromRow } from '@katrol/contract';
import { IntakeRulesSchema, SchoolRulesSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { dateOf } from '@katrol/runtime';
import { found, sql } from '@katrol/store';
import type { Rules } from '../domain/rules.ts';
import type { Tx } from './client.ts';

export type ToldRules = { branchCode: string; version: number; validFrom: string; rules: Rules };

/** What the branch's profile says on a day. */
export async function rulesOn(tx: Tx, branchCode: string, day: string): Promise<Rules> {
  const row = await found(
    'branch_code',
    tx.branchRules.findFirst({
      where: { branchCode, validFrom: { lte: dateOf(day) } },
      orderBy: [{ validFrom: 'desc' }, { version: 'desc' }],
    }),
  );
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
