import { Checks, expectRevision } from '@katrol/runtime';
import { listPage, type ListOptions, type ListPage } from '@katrol/store';
import { fullName, type Tutor } from '../domain/tutor.ts';
import type { TrainingCall } from '../store/client.ts';
import { ownReflections, sharedReflections, type ReflectionRow } from '../store/lists.ts';
import { loadOwnReflection, saveReflection, type Reflection } from '../store/reflections.ts';
import { tutorOfAccount } from '../store/tutors.ts';
import { universityOf } from './universities.ts';

type None = Record<string, never>;

const rowOf = (r: Reflection, tutor: Tutor): ReflectionRow => ({
  ...r,
  tutorName: fullName(tutor),
});

/** The tutor's own text; who else reads it, the tutor decides. */
export async function keepReflection(
  _deps: None,
  call: TrainingCall,
  input: { id: string; text: string; occurredOn: string; revision: number },
): Promise<ReflectionRow> {
  const tutor = await tutorOfAccount(call.tx, call.actor);
  const there =
    input.id === '' ? undefined : await loadOwnReflection(call.tx, input.id, call.actor);
  if (there) expectRevision(input.revision, there.revision);
  const c = new Checks();
  const text = c.text('text', input.text, { max: 8_000, required: true });
  const occurredOn =
    c.date('occurred_on', input.occurredOn, { notAfter: call.today }) ||
    there?.occurredOn ||
    call.today;
  c.done();
  const { universityCode } = tutor;
  const fresh = {
    id: '',
    tutorId: tutor.id,
    accountId: call.actor,
    shared: false,
    sharedOn: '',
    revision: 1,
  };
  return rowOf(
    await saveReflection(call.tx, { ...(there ?? fresh), universityCode, text, occurredOn }),
    tutor,
  );
}

/** Shares it with the lecturer-coach, or no longer. */
export async function shareReflection(
  _deps: None,
  call: TrainingCall,
  input: { id: string; shared: boolean; revision: number },
): Promise<ReflectionRow> {
  const tutor = await tutorOfAccount(call.tx, call.actor);
  const there = await loadOwnReflection(call.tx, input.id, call.actor);
  expectRevision(input.revision, there.revision);
  const { universityCode } = tutor;
  return rowOf(
    await saveReflection(call.tx, {
      ...there,
      universityCode,
      shared: input.shared,
      sharedOn: input.shared ? call.today : '',
    }),
    tutor,
  );
}

export const listMyReflections = (
  _deps: None,
  call: TrainingCall,
  input: { options: ListOptions },
): Promise<ListPage<ReflectionRow>> =>
  listPage<ReflectionRow>(call.tx, ownReflections(call.actor), input.options);

/** What own students share; reading it is on record. */
export async function listSharedReflections(
  _deps: None,
  call: TrainingCall,
  input: { universityCode: string; tutorId: string; options: ListOptions },
): Promise<ListPage<ReflectionRow>> {
  const spec = sharedReflections(
    universityOf(call, input.universityCode),
    call.actor,
    input.tutorId,
  );
  const page = await listPage<ReflectionRow>(call.tx, spec, input.options);
  for (const row of page.rows) call.audit(row.id, '');
  return page;
}
