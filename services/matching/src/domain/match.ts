import type { Plain } from '@katrol/contract';
import type { MatchEndReason, MatchStatus } from '@katrol/proto/katrol/matching/v1/codes';
import type {
  AnswerMatchRequest,
  Match as ContractMatch,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { lifecycle } from '@katrol/runtime';

export type Match = Omit<Plain<ContractMatch>, 'status'> & {
  status: MatchStatus;
  note: string;
};

export type Answers = Pick<
  Plain<AnswerMatchRequest>,
  'visitedOn' | 'familyAnswer' | 'tutorAnswer' | 'note'
>;

/** The status of a match after a command, or a refusal WRONG_STATE. */
export const next = lifecycle<MatchStatus, 'answer' | 'begin' | 'decline' | 'end'>({
  open: { answer: 'open', begin: 'real', decline: 'declined' },
  real: { end: 'ended' },
  declined: {},
  ended: {},
});

/**
 * What an answer makes of an open match: real when both said yes after the first joint visit,
 * declined when one said no.
 */
export function answer(m: Match, given: Answers): Match {
  const status = next(m.status, 'answer');
  const after = {
    ...m,
    status,
    visitedOn: given.visitedOn || m.visitedOn,
    familyAnswer: given.familyAnswer || m.familyAnswer,
    tutorAnswer: given.tutorAnswer || m.tutorAnswer,
    note: given.note || m.note,
  };
  const answers = [after.familyAnswer, after.tutorAnswer];
  if (answers.includes('no')) return { ...after, status: next(m.status, 'decline') };
  const both = answers.every((a) => a === 'yes') && after.visitedOn !== '';
  return both ? { ...after, status: next(m.status, 'begin') } : after;
}

/** Who said no to a match that was declined. */
export const declinedBy = (m: Pick<Match, 'familyAnswer'>): MatchEndReason =>
  m.familyAnswer === 'no' ? 'family_said_no' : 'tutor_said_no';
