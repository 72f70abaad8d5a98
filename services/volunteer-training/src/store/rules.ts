import { dateOf, dayOf, Refusal } from '@katrol/runtime';
import type { BranchRules } from '../domain/rules.ts';
import type { Tx } from './client.ts';

export async function keepRules(tx: Tx, r: BranchRules): Promise<void> {
  const data = { ...r, validFrom: dateOf(r.validFrom) };
  await tx.branchRules.upsert({
    where: { branchCode_version: { branchCode: r.branchCode, version: r.version } },
    create: data,
    update: data,
  });
}

/** The rules in force in a branch on a day; before the first ones, the first. */
export async function rulesOn(tx: Tx, branchCode: string, day: string): Promise<BranchRules> {
  const row =
    (await tx.branchRules.findFirst({
      where: { branchCode, validFrom: { lte: dateOf(day) } },
      orderBy: [{ validFrom: 'desc' }, { version: 'desc' }],
    })) ?? (await tx.branchRules.findFirst({ where: { branchCode }, orderBy: { version: 'asc' } }));
  if (!row)
    throw new Refusal('failed_precondition', 'BRANCH_NOT_KNOWN_YET', {
      fields: [{ field: 'branch_code', reason: 'BRANCH_NOT_KNOWN_YET' }],
    });
  return { ...row, validFrom: dayOf(row.validFrom) };
}

/** The same in SQL, for lists that reach over branches: `branch` and `day` are expressions. */
export const rulesInForce = (branch: string, day: string): string =>
  `(select b.* from branch_rules b where b.branch_code = ${branch}
    order by b.valid_from <= ${day} desc, case when b.valid_from <= ${day} then b.valid_from - ${day} else ${day} - b.valid_from end desc,
      case when b.valid_from <= ${day} then b.version else -b.version end desc limit 1)`;

/** Codes of the branches that are known here. */
export const knownBranches = async (tx: Tx): Promise<string[]> =>
  (await tx.branchRules.findMany({ distinct: ['branchCode'], select: { branchCode: true } })).map(
    (r) => r.branchCode,
  );
