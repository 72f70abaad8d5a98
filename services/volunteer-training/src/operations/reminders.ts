import type { Plain } from '@katrol/contract';
import type {
  GetTutorAddressRequest,
  ReflectionWaiting,
  SetMyRemindersRequest,
  TutorAddress,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import type { StepCall } from '@katrol/rpc';
import { notFound } from '@katrol/runtime';
import type { TrainingCall, Tx } from '../store/client.ts';
import { branchesKnown, keepRemindersOff, reflectionsWaiting } from '../store/reminders.ts';
import { loadTutor, tutorOfAccount } from '../store/tutors.ts';
import type { TutorView } from './change-tutor.ts';
import { getMyTutor } from './tutors.ts';

/** Of what the tutor is reminded from now on, in whichever branch. */
export async function setMyReminders(
  call: TrainingCall,
  { off }: Plain<SetMyRemindersRequest>,
): Promise<TutorView> {
  const { accountId } = await tutorOfAccount(call.tx, call.actor);
  await keepRemindersOff(call.tx, accountId, [...new Set(off)].sort());
  return await getMyTutor(call);
}

/** For whom a reflection waits, in every branch. */
export async function listReflectionsWaiting(
  call: StepCall<Tx>,
): Promise<Plain<ReflectionWaiting>[]> {
  const branches = await call.transact(({ tx }) => branchesKnown(tx));
  if (branches.length === 0) return [];
  return await call.transactIn(branches, ({ tx, today }) => reflectionsWaiting(tx, today));
}

/** Where a tutor is written to who did not stop; on record under whose address it is. */
export async function getTutorAddress(
  call: TrainingCall,
  { tutorId }: Plain<GetTutorAddressRequest>,
): Promise<Plain<TutorAddress>> {
  const { email, stopsOn, remindersOff, id, branchCode } = await loadTutor(call.tx, tutorId);
  if (stopsOn !== '' && stopsOn <= call.today) throw notFound('tutor_id');
  call.audit(id, branchCode);
  return { email, remindersOff };
}
