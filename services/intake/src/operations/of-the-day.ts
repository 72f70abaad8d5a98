import type { DailyWork } from '@katrol/rpc';
import { addDays } from '@katrol/runtime';
import { awaitedDays } from '../domain/forgetting.ts';
import type { IntakeCall, Tx } from '../store/client.ts';
import { familiesDue, holdConsents } from '../store/consents.ts';
import { toldByOther } from '../store/deciders.ts';
import { loadFamily, onTimeline } from '../store/families.ts';
import { listBranches, profileOn } from '../store/profiles.ts';
import { forgetReferrals } from '../store/stopping.ts';
import { settle } from './settle.ts';

/**
 * What the calendar alone changes: a yes whose day is past, a young person of age, a date of who
 * decides; and what others said of a family that never said yes goes.
 */
export async function ofTheDay({ log, transact }: DailyWork<Tx, unknown>): Promise<void> {
  const branches = await transact([], ({ tx }) => listBranches(tx));
  for (const { code } of branches) {
    const due = await transact([code], ({ tx, today }) => familiesDue(tx, code, today));
    const failed = await settleEach(
      { transact },
      due.map((familyId) => ({ familyId, branchCode: code })),
    );
    const forgotten = await transact([code], (call) => forget(call, code));
    if (forgotten > 0) log.info('referrals forgotten', { count: forgotten });
    if (failed.length > 0) throw failed[0];
  }
}

/** Another profile holds, or another version of it: what follows from it is told. */
export async function byNewProfile({ transact }: DailyWork<Tx, unknown>): Promise<void> {
  const branches = await transact([], ({ tx }) => listBranches(tx));
  const codes = branches.map(({ code }) => code);
  const due = await transact(codes, ({ tx, today }) => toldByOther(tx, today));
  const failed = await settleEach({ transact }, due);
  if (failed.length > 0) throw failed[0];
}

/** A family at a time: nobody waits for all of them, and one that fails keeps back no other. */
async function settleEach(
  { transact }: Pick<DailyWork<Tx, unknown>, 'transact'>,
  due: readonly { familyId: string; branchCode: string }[],
): Promise<unknown[]> {
  const failed: unknown[] = [];
  for (const { familyId, branchCode } of due) {
    await transact([branchCode], (call) => settleToday(call, familyId)).catch((e: unknown) =>
      failed.push(e),
    );
  }
  return failed;
}

async function settleToday(call: IntakeCall, id: string): Promise<void> {
  await holdConsents(call.tx, id);
  const family = await loadFamily(call.tx, id);
  await settle(call, family, { on: call.today });
  call.audit(family.id, family.branchCode);
}

async function forget(call: IntakeCall, branchCode: string): Promise<number> {
  const { tx, today } = call;
  // a branch whose profile is not there has no referrals either
  const profile = await profileOn(tx, branchCode, today).catch(() => undefined);
  if (!profile) return 0;
  const before = addDays(today, -awaitedDays(profile.document));
  const gone = await forgetReferrals(tx, branchCode, { before, today });
  for (const { familyId: id } of gone) {
    onTimeline(call, { id, branchCode }, { kind: 'REFERRAL_FORGOTTEN' });
    call.audit(id, branchCode);
  }
  return gone.length;
}
