import { branchOf, type AuditHow, type Call } from '@katrol/events';
import type { StepCall } from '@katrol/rpc';
import { Refusal, notFound } from '@katrol/runtime';
import { enter } from '@katrol/store';
import {
  ATTEMPTS_AN_HOUR,
  checkQuestion,
  isExactly,
  type EmergencyQuestion,
} from '../domain/emergency.ts';
import { facts } from '../facts.ts';
import type { IntakeCall, Tx } from '../store/client.ts';
import {
  admitEmergencies,
  countAttempt,
  createEmergency,
  endEmergency,
  familiesNamed,
  loadEmergency,
  markSeen,
  oneAtATime,
  openEmergencies,
  succeeded,
  type EmergencyAccess,
} from '../store/emergencies.ts';
import { digits, onTimeline } from '../store/families.ts';

const why = (id: string): string => `emergency:${id}`;

/**
 * Runs `work` as seen from the family's branch; the rest of the transaction is the caller's own
 * again.
 */
async function fromBranch<T>(
  { tx, scope, deadline }: Call<Tx>,
  branchCode: string,
  work: () => Promise<T>,
): Promise<T> {
  const left = (): number => deadline.getTime() - Date.now();
  const branch = { branches: [branchCode], universities: [], subject: scope.subject };
  await enter(tx, branch, left());
  const result = await work();
  await enter(tx, scope, left());
  return result;
}

/**
 * Opens one family's file of another branch for the person who asks: exactly one family that is all
 * they say, or nothing. Each attempt counts, right or wrong, before anything is looked for.
 */
export async function openEmergencyAccess(
  call: StepCall<Tx>,
  question: EmergencyQuestion,
): Promise<EmergencyAccess> {
  const { principal } = call;
  const ownBranchCode = branchOf(call, question.branchCode);
  const { familyBranchCode } = question;
  checkQuestion(question);
  if (principal.kind === 'person' && principal.branches.includes(familyBranchCode)) {
    throw new Refusal('failed_precondition', 'EMERGENCY_NOT_NEEDED');
  }
  const { id, inTheHour } = await call.transact(({ tx, actor: subject, by: name }) =>
    countAttempt(tx, { subject, name, ownBranchCode, branchCode: familyBranchCode }),
  );
  if (inTheHour > ATTEMPTS_AN_HOUR) throw new Refusal('resource_exhausted', 'EMERGENCY_ATTEMPTS');
  return await call.transact(async (own) => {
    const opened = await fromBranch(own, familyBranchCode, () =>
      open(own, ownBranchCode, question),
    );
    await succeeded(own.tx, id);
    return opened;
  });
}

async function open(
  call: Call<Tx>,
  ownBranchCode: string,
  q: EmergencyQuestion,
): Promise<EmergencyAccess> {
  const { tx, actor, by } = call;
  const candidates = await familiesNamed(tx, q.familyBranchCode, q.familyName);
  const found = candidates.filter((f) => isExactly(f, q, digits(q.phone)));
  const [family] = found;
  // which of it was wrong, and whether there is such a family at all, is not said
  if (!family || found.length > 1) throw new Refusal('not_found', 'EMERGENCY_NOT_FOUND');
  const { id: familyId, branchCode } = family;
  // asked twice is opened once: it does not become longer either
  await oneAtATime(tx, actor);
  const there = (await openEmergencies(tx, actor)).find((e) => e.familyId === familyId);
  if (there) return there;
  const whose = { familyId, branchCode, ownBranchCode };
  const { reason } = q;
  const emergencyId = await createEmergency(tx, { ...whose, subject: actor, name: by, reason });
  const values = { branch: ownBranchCode };
  onTimeline(call, family, { kind: 'EMERGENCY_OPENED', values });
  call.audit(familyId, branchCode, { what: 'name', reason: why(emergencyId) });
  const occurredOn = call.today;
  call.tell(facts.emergencyAccessOpened, { emergencyId, ...whose, occurredOn });
  return await loadEmergency(tx, emergencyId);
}

/** What the caller has open now, with whose file it is. */
export async function listMyEmergencyAccess(call: IntakeCall): Promise<EmergencyAccess[]> {
  await admitEmergencies(call.tx);
  const mine = await openEmergencies(call.tx, call.actor);
  for (const e of mine) call.audit(e.familyId, e.branchCode, { what: 'name', reason: why(e.id) });
  return mine;
}

/**
 * Ends it before its time: the family's branch, or who opened it. One that is over stays as it
 * ended.
 */
export async function endEmergencyAccess(call: IntakeCall, id: string): Promise<EmergencyAccess> {
  const { tx, by } = call;
  const { familyId, branchCode, open: isOpen } = await loadEmergency(tx, id);
  const ours = call.scope.branches.includes(branchCode);
  return await fromBranch(call, branchCode, async () => {
    if (isOpen) {
      await endEmergency(tx, id, by);
      onTimeline(call, { id: familyId, branchCode }, { kind: 'EMERGENCY_ENDED' });
      call.audit(familyId, branchCode, ours ? {} : { what: 'name', reason: why(id) });
    }
    // who stops it has seen it
    if (ours) await markSeen(tx, id, by);
    return await loadEmergency(tx, id);
  });
}

/** Somebody of the family's branch has seen it: it leaves what asks for attention. */
export async function acknowledgeEmergencyAccess(
  { tx, scope, by }: IntakeCall,
  id: string,
): Promise<EmergencyAccess> {
  const { branchCode } = await loadEmergency(tx, id);
  if (!scope.branches.includes(branchCode)) throw notFound('id');
  await markSeen(tx, id, by);
  return await loadEmergency(tx, id);
}

/**
 * Under what a file is read: nothing for the family's own branch, the emergency access for who
 * reads elsewhere.
 */
export type ReadUnder = (file: { id: string; branchCode: string }) => AuditHow;

/**
 * Lets a call that only reads files see those that the caller has open in an emergency too, and
 * says under what each is read.
 */
export async function withEmergencies({ tx, actor, scope }: IntakeCall): Promise<ReadUnder> {
  const mine = await openEmergencies(tx, actor);
  if (mine.length > 0) await admitEmergencies(tx);
  const openFor = new Map(mine.map((e) => [e.familyId, e.id]));
  return ({ id, branchCode }) => {
    const emergency = scope.branches.includes(branchCode) ? undefined : openFor.get(id);
    return emergency ? { reason: why(emergency) } : {};
  };
}
