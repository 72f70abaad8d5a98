import { codeOrNone, codesOf, fromRow } from '@katrol/contract';
import { CalendarRegion } from '@katrol/proto/katrol/intake/v1/codes';
import { SupportRulesSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { TrainingTheme, TutorKind } from '@katrol/proto/katrol/common/v1/codes';
import { dateOf, dayOf, Refusal } from '@katrol/runtime';
import { rulesAt, type BranchRules } from '../domain/rules.ts';
import type { Tx } from './client.ts';

export async function keepRules(tx: Tx, r: BranchRules): Promise<void> {
  const { region: calendarRegion, ...rules } = r;
  const { branchCode, version } = r;
  const closed = r.closed.map(({ from, until }) => ({ from, until }));
  const data = { ...rules, calendarRegion, closed, validFrom: dateOf(r.validFrom) };
  const where = { branchCode_version: { branchCode, version } };
  await tx.branchRules.upsert({ where, create: data, update: data });
}

/** All that a branch's profile says and said, in the order in which it was told. */
export async function allRulesOf(tx: Tx, branchCode: string): Promise<BranchRules[]> {
  const rows = await tx.branchRules.findMany({
    where: { branchCode },
    orderBy: { version: 'asc' },
  });
  return rows.map(({ calendarRegion, closed, ...row }) => ({
    ...row,
    region: codeOrNone(CalendarRegion, calendarRegion),
    closed: fromRow(SupportRulesSchema, { closed }).closed,
    validFrom: dayOf(row.validFrom),
    kinds: codesOf(TutorKind, row.kinds),
    requiredTrainings: codesOf(TrainingTheme, row.requiredTrainings),
  }));
}

/** The rules in force in a branch on a day; refuses BRANCH_NOT_KNOWN_YET where none were told yet. */
export async function rulesOn(tx: Tx, branchCode: string, day: string): Promise<BranchRules> {
  const rules = rulesAt(await allRulesOf(tx, branchCode), day);
  if (rules) return rules;
  const reason = 'BRANCH_NOT_KNOWN_YET';
  const fields = [{ field: 'branch_code', reason }];
  throw new Refusal('failed_precondition', reason, { fields });
}

/** Codes of the branches that are known here. */
export async function knownBranches(tx: Tx): Promise<string[]> {
  const select = { branchCode: true } as const;
  const rows = await tx.branchRules.findMany({ distinct: ['branchCode'], select });
  return rows.map((r) => r.branchCode);
}
