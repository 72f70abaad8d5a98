import type { Plain } from '@katrol/contract';
import type * as contract from '@katrol/proto/katrol/matching/v1/messages_pb';

export type ClosingNote = Plain<contract.ClosingNote> & { familyId: string; branchCode: string };
type Answer = Pick<
  Plain<contract.AnswerClosingNoteRequest>,
  'answer' | 'text' | 'answeredBy' | 'means'
> & { answeredOn: string; recordedBy: string };

/** The newest version, if there is one. */
export const newestOf = (notes: readonly ClosingNote[]): ClosingNote | undefined =>
  notes.toSorted((a, b) => b.version - a.version)[0];

/**
 * What the next tutor may read: the version that the parents answered last, where they said yes to
 * it. One that they did not see yet changes nothing.
 */
export function approvedText(notes: readonly ClosingNote[]): string {
  const answered = newestOf(notes.filter((note) => note.answer !== ''));
  return answered?.answer === 'approved' ? answered.text : '';
}

/**
 * What an answer of the parents makes of the newest version. One that they changed stays beside
 * theirs, which is approved; who answers anew does not wipe out what they said before.
 */
export function answered(note: ClosingNote, { text, ...said }: Answer): ClosingNote[] {
  const first = note.answer === '' ? { ...note, ...said } : undefined;
  const next = { ...note, ...said, id: '', version: note.version + 1, revision: 1 };
  if (said.answer === 'changed') {
    return [...(first ? [first] : []), { ...next, text, answer: 'approved' }];
  }
  return [first ?? next];
}
