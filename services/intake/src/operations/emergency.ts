import { branchOf, nameOf, type AuditHow, type Call } from '@katrol/events';
import { EmergencyAccessOpenedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import type { StepCall } from '@katrol/rpc';
import { Refusal, notFound } from '@katrol/runtime';
import { enter } from '@katrol/store';
import {
  ATTEMPTS_AN_HOUR,
  checkQuestion,
  isExactly,
  type EmergencyQuestion,
} from '../domain/emergency.ts';
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
  type EmergencyAccess,
} from '../store/emergencies.ts';
import { addToTimeline, digits } from '../store/families.ts';

type None = Record<string, never>;
const why = (id: string): string => `emergency:${id}`;

/** Runs `work` as seen from the family's branch; the rest of the transaction is the caller's own again. */
async function fromBranch<T>(
  call: Call<Tx>,
  branchCode: string,
  work: () => Promise<T>,
): Promise<T> {
  const left = (): number => call.deadline.getTime() - Date.now();
  await enter(
    call.tx,
    { branches: [branchCode], universities: [], subject: call.scope.subject },
    left(),
  );
  const result = await work();
  await enter(call.tx, call.scope, left());
  return result;
}

/**
 * Opens one family's file of another branch for the person who asks: exactly one family that is all they say, or nothing. Each attempt
 * counts, right or wrong, before anything is looked for.
 */
export async function openEmergencyAccess(
  _deps: None,
  call: StepCall<Tx>,
  input: EmergencyQuestion & { branchCode: string },
): Promise<EmergencyAccess> {
  const ownBranchCode = branchOf(call, input.branchCode);
  const question = checkQuestion(input);
  if (
    call.principal.kind === 'person' &&
    call.principal.branches.includes(question.familyBranchCode)
  ) {
    throw new Refusal('failed_precondition', 'EMERGENCY_NOT_NEEDED');
  }
  const attempts = await call.transact(({ tx, actor }) => countAttempt(tx, actor));
  if (attempts > ATTEMPTS_AN_HOUR) throw new Refusal('resource_exhausted', 'EMERGENCY_ATTEMPTS');
  return await call.transact((own) =>
    fromBranch(own, question.familyBranchCode, () => open(own, ownBranchCode, question)),
  );
}

async function open(
  call: Call<Tx>,
  ownBranchCode: string,
  q: EmergencyQuestion,
): Promise<EmergencyAccess> {
  const candidates = await familiesNamed(call.tx, q.familyBranchCode, q.familyName);
  const found = candidates.filter((f) => isExactly(f, q, digits(q.phone)));
  const [family] = found;
  // which of it was wrong, and whether there is such a family at all, is not said
  if (!family || found.length > 1) throw new Refusal('not_found', 'EMERGENCY_NOT_FOUND');
  const { id: familyId, branchCode } = family;
  // asked twice is opened once: it does not become longer either
  await oneAtATime(call.tx, call.actor);
  const there = (await openEmergencies(call.tx, call.actor)).find((e) => e.familyId === familyId);
  if (there) return there;
  const by = nameOf(call.principal);
  const id = await createEmergency(call.tx, {
    familyId,
    branchCode,
    subject: call.actor,
    name: by,
    ownBranchCode,
    reason: q.reason,
  });
  await addToTimeline(call.tx, {
    familyId,
    branchCode,
    occurredOn: call.today,
    kind: 'EMERGENCY_OPENED',
    by,
    values: { branch: ownBranchCode },
  });
  call.audit(familyId, branchCode, { what: 'name', reason: why(id) });
  call.tell(
    EmergencyAccessOpenedSchema,
    { emergencyId: id, familyId, branchCode, ownBranchCode, occurredOn: call.today },
    familyId,
  );
  return await loadEmergency(call.tx, id);
}

/** What the caller has open now, with whose file it is. */
export async function listMyEmergencyAccess(
  _deps: None,
  call: IntakeCall,
): Promise<EmergencyAccess[]> {
  await admitEmergencies(call.tx);
  const mine = await openEmergencies(call.tx, call.actor);
  for (const e of mine) call.audit(e.familyId, e.branchCode, { what: 'name', reason: why(e.id) });
  return mine;
}

/** Ends it before its time: the family's branch, or who opened it. One that is over stays as it ended. */
export async function endEmergencyAccess(
  _deps: None,
  call: IntakeCall,
  id: string,
): Promise<EmergencyAccess> {
  const { familyId, branchCode, open: isOpen } = await loadEmergency(call.tx, id);
  const ours = call.scope.branches.includes(branchCode);
  const by = nameOf(call.principal);
  return await fromBranch(call, branchCode, async () => {
    if (isOpen) {
      await endEmergency(call.tx, id, by);
      await addToTimeline(call.tx, {
        familyId,
        branchCode,
        occurredOn: call.today,
        kind: 'EMERGENCY_ENDED',
        by,
        values: {},
      });
      call.audit(familyId, branchCode, ours ? {} : { what: 'name', reason: why(id) });
    }
    // who stops it has seen it
    if (ours) await markSeen(call.tx, id, by);
    return await loadEmergency(call.tx, id);
  });
}

/** Somebody of the family's branch has seen it: it leaves what asks for attention. */
export async function acknowledgeEmergencyAccess(
  _deps: None,
  call: IntakeCall,
  id: string,
): Promise<EmergencyAccess> {
  const { branchCode } = await loadEmergency(call.tx, id);
  if (!call.scope.branches.includes(branchCode)) throw notFound('id');
  await markSeen(call.tx, id, nameOf(call.principal));
  return await loadEmergency(call.tx, id);
}

/** Under what a file is read: nothing for the family's own branch, the emergency access for who reads elsewhere. */
export type ReadUnder = (file: { id: string; branchCode: string }) => AuditHow;

/** Lets a call that only reads files see those that the caller has open in an emergency too, and says under what each is read. */
export async function withEmergencies(call: IntakeCall): Promise<ReadUnder> {
  const mine = await openEmergencies(call.tx, call.actor);
  if (mine.length > 0) await admitEmergencies(call.tx);
  const by = new Map(mine.map((e) => [e.familyId, e.id]));
  return ({ id, branchCode }) => {
    const emergency = call.scope.branches.includes(branchCode) ? undefined : by.get(id);
    return emergency ? { reason: why(emergency) } : {};
  };
}
