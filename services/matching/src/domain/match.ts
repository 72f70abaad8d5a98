import { wrongState } from '@katrol/runtime';

export type MatchStatus = 'open' | 'real' | 'declined' | 'ended';
export type Match = {
  id: string;
  supportRequestId: string;
  familyId: string;
  tutorId: string;
  accountId: string;
  branchCode: string;
  status: MatchStatus;
  firstVisitOn: string;
  visitedOn: string;
  familyAnswer: string;
  tutorAnswer: string;
  note: string;
  trajectoryId: string;
  occurredOn: string;
  revision: number;
};

export type Answers = {
  visitedOn: string;
  familyAnswer: string;
  tutorAnswer: string;
  note: string;
};

/** What an answer makes of an open match: real when both said yes after the first joint visit, declined when one said no. */
export function answer(m: Match, given: Answers): Match {
  if (m.status !== 'open') throw wrongState(m.status, 'answer');
  const after = {
    ...m,
    visitedOn: given.visitedOn || m.visitedOn,
    familyAnswer: given.familyAnswer || m.familyAnswer,
    tutorAnswer: given.tutorAnswer || m.tutorAnswer,
    note: given.note || m.note,
  };
  const answers = [after.familyAnswer, after.tutorAnswer];
  if (answers.includes('no')) return { ...after, status: 'declined' };
  const both = answers.every((a) => a === 'yes') && after.visitedOn !== '';
  return { ...after, status: both ? 'real' : 'open' };
}

/** Who said no, as a code; '' when nobody did. */
export const declinedBy = (m: Pick<Match, 'familyAnswer' | 'tutorAnswer'>): string =>
  m.familyAnswer === 'no' ? 'family_said_no' : m.tutorAnswer === 'no' ? 'tutor_said_no' : '';
