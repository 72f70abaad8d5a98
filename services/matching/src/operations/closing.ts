import type { Plain } from '@katrol/contract';
import type {
  AnswerClosingNoteRequest,
  ClosingToWrite,
  KeepClosingNoteRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Refusal, expectRevision, notFound, stale } from '@katrol/runtime';
import { hold } from '@katrol/store';
import { answered, newestOf, type ClosingNote } from '../domain/closing-note.ts';
import { mayWriteUntil, worksOn } from '../domain/standing.ts';
import type { Trajectory } from '../domain/trajectory.ts';
import type { MatchingCall } from '../store/client.ts';
import { closingNotesOf, loadClosingNote, saveClosingNote } from '../store/closing-notes.ts';
import { loadRequest } from '../store/requests.ts';
import { sharesWithTutor } from '../store/consents.ts';
import { loadTrajectory, trajectoriesOf } from '../store/trajectories.ts';
import { tutorsOfAccount } from '../store/tutors.ts';
import { again, listMyTrajectories, reach, tutorOnly, type TrajectoryPage } from './trajectory.ts';

type ClosingToDo = Plain<ClosingToWrite>;

/**
 * What a tutor leaves for the next one, each time as a version of its own. A tutor who stopped may
 * still write it for seven days, and reads nothing else of the family any more.
 */
export async function keepClosingNote(
  call: MatchingCall,
  { trajectoryId, text, version }: Plain<KeepClosingNoteRequest>,
): Promise<ClosingNote> {
  const { tx, today } = call;
  const t = await ownToClose(call, trajectoryId);
  await hold(tx, 'trajectory', [t.id]);
  const newest = newestOf(await closingNotesOf(tx, [t.id]));
  if (version !== (newest?.version ?? 0)) throw stale(newest?.version ?? 0);
  if (newest?.text === text) return newest;
  const { id, familyId, branchCode } = t;
  const whose = { trajectoryId: id, familyId, branchCode, writtenOn: today };
  const nobodyYet = {
    answer: '',
    answeredOn: '',
    answeredBy: '',
    means: '',
    recordedBy: '',
  } as const;
  const note = { id: '', ...whose, ...nobodyYet, version: version + 1, text, revision: 1 };
  return await loadClosingNote(tx, await saveClosingNote(tx, note));
}

async function ownToClose(call: MatchingCall, id: string): Promise<Trajectory> {
  if (!tutorOnly(call)) return await reach(call, id);
  const t = await loadTrajectory(call.tx, id, await tutorsOfAccount(call.tx, call.actor));
  if (!(await sharesWithTutor(call.tx, t.familyId, { children: t.children, today: call.today })))
    throw notFound('trajectory_id');
  call.audit(t.familyId, t.branchCode);
  const until = mayWriteUntil(t);
  if (until === '' || until >= call.today) return t;
  throw new Refusal('failed_precondition', 'CLOSING_NOTE_TOO_LATE', { meta: { until } });
}

/** What the parents say of the newest version, written down by who asked them. */
export async function answerClosingNote(
  call: MatchingCall,
  input: Plain<AnswerClosingNoteRequest>,
): Promise<TrajectoryPage> {
  const { tx, today, by: recordedBy } = call;
  const note = await loadClosingNote(tx, input.closingNoteId);
  const t = await reach(call, note.trajectoryId, 'closing_note_id');
  await hold(tx, 'trajectory', [t.id]);
  const newest = newestOf(await closingNotesOf(tx, [t.id]));
  // the parents answer what they saw last
  if (newest?.id !== note.id) throw stale(newest?.revision ?? 0);
  expectRevision(input.revision, note.revision);
  const { answer, text, answeredBy, means } = input;
  const answeredOn = input.occurredOn || today;
  const said = { answer, text, answeredBy, means, answeredOn, recordedBy };
  for (const version of answered(note, said)) await saveClosingNote(tx, version);
  return await again(call, t);
}

/**
 * Families to whom a tutor comes no longer and whose closing note may still be written: since when
 * and how often, and the tutor's own text. Not who they are.
 */
async function closingToWrite(call: MatchingCall): Promise<ClosingToDo[]> {
  const { tx, today } = call;
  const mine = await trajectoriesOf(tx, await tutorsOfAccount(tx, call.actor));
  const over = mine.filter(
    (t) => (t.status === 'closed' || !worksOn(t, today)) && mayWriteUntil(t) >= today,
  );
  const open: ClosingToDo[] = [];
  for (const t of over) {
    if (!(await sharesWithTutor(tx, t.familyId, { children: t.children, today: call.today })))
      continue;
    // where nobody comes after, there is nobody to write to
    const { status } = await loadRequest(tx, t.supportRequestId);
    if (status === 'closed') continue;
    const newest = newestOf(await closingNotesOf(tx, [t.id]));
    const { id: trajectoryId, startedOn, held } = t;
    const { text = '', version = 0, answer = '' } = newest ?? {};
    open.push({ trajectoryId, startedOn, held, until: mayWriteUntil(t), text, version, answer });
  }
  return open;
}

/** The tutor's own families and open matches, and the closing notes that may still be written. */
export const listMine = async (
  call: MatchingCall,
): Promise<Awaited<ReturnType<typeof listMyTrajectories>> & { closing: ClosingToDo[] }> => ({
  ...(await listMyTrajectories(call)),
  closing: await closingToWrite(call),
});
