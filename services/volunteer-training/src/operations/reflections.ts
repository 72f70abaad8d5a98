import type { Plain } from '@katrol/contract';
import { universityOf } from '@katrol/events';
import type {
  KeepReflectionRequest,
  ListReflectionsRequest,
  ShareReflectionRequest,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { expectRevision } from '@katrol/runtime';
import { listPage, type ListPage } from '@katrol/store';
import { fullName, type Tutor } from '../domain/tutor.ts';
import type { TrainingCall } from '../store/client.ts';
import { ownReflections, sharedReflections, type ReflectionRow } from '../store/lists.ts';
import { loadOwnReflection, saveReflection, type Reflection } from '../store/reflections.ts';
import { keepReflectedOn } from '../store/reminders.ts';
import { tutorOfAccount } from '../store/tutors.ts';

const rowOf = (r: Reflection, tutor: Tutor): ReflectionRow => ({
  ...r,
  tutorName: fullName(tutor),
});

/** The tutor's own text; who else reads it, the tutor decides. */
export async function keepReflection(
  { tx, actor, today }: TrainingCall,
  { id, text, occurredOn, revision }: Plain<KeepReflectionRequest>,
): Promise<ReflectionRow> {
  const tutor = await tutorOfAccount(tx, actor);
  const there = id === '' ? undefined : await loadOwnReflection(tx, id, actor);
  if (there) expectRevision(revision, there.revision);
  const { universityCode, id: tutorId } = tutor;
  const fresh = { id: '', tutorId, accountId: actor, shared: false, sharedOn: '', revision: 1 };
  const reflection = {
    ...(there ?? fresh),
    universityCode,
    text,
    occurredOn: occurredOn || there?.occurredOn || today,
  };
  await keepReflectedOn(tx, tutorId, reflection.occurredOn);
  return rowOf(await saveReflection(tx, reflection), tutor);
}

/** Shares it with the lecturer-coach, or no longer. */
export async function shareReflection(
  { tx, actor, today }: TrainingCall,
  { id, shared, revision }: Plain<ShareReflectionRequest>,
): Promise<ReflectionRow> {
  const tutor = await tutorOfAccount(tx, actor);
  const there = await loadOwnReflection(tx, id, actor);
  expectRevision(revision, there.revision);
  const { universityCode } = tutor;
  const sharedOn = shared ? today : '';
  return rowOf(await saveReflection(tx, { ...there, universityCode, shared, sharedOn }), tutor);
}

type Asked = Plain<ListReflectionsRequest>;

export const listMyReflections = (
  { tx, actor }: TrainingCall,
  { options }: Asked,
): Promise<ListPage<ReflectionRow>> => listPage(tx, ownReflections(actor), options);

/** What own students share; reading it is on record. */
export async function listSharedReflections(
  call: TrainingCall,
  { universityCode, tutorId, options }: Asked,
): Promise<ListPage<ReflectionRow>> {
  const university = universityOf(call, universityCode);
  const page = await listPage(call.tx, sharedReflections(university, call.actor, tutorId), options);
  for (const row of page.rows) call.audit(row.id, '');
  return page;
}
