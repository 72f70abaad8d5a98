import { maySay, type Approval, type Person } from './message.ts';
import type { Plain } from '@katrol/contract';
import type { SchoolMessage } from '@katrol/proto/katrol/school_liaison/v1/messages_pb';

type Message = Plain<SchoolMessage>;

// what waits for the branch, or never left, is shown to nobody but who began it
const OPEN = ['awaiting_family', 'refused', 'change_asked', 'approved', 'sent', 'stopped'];

/**
 * A message as one person may see it: their own answers, choices and words, and of the others not
 * even that they said something. Undefined: it is not for them.
 */
export function mine<M extends Message>(m: M, { personId, ...person }: Person): M | undefined {
  const own = m.begunByPerson === personId;
  // another parent's own words are read by who is, or was, asked whether they may go
  const spoke = m.approvals.some((one) => one.personId === personId);
  const asked = (spoke || m.talkTo.includes(personId)) && maySay({ role: person.role });
  if (m.begunBy === 'parent' && !own && !asked) return undefined;
  if (!own && !OPEN.includes(m.status)) return undefined;
  const ofMine = (all: Approval[]): Approval[] =>
    all
      .filter((one) => one.personId === personId)
      .map((one) => ({ ...one, recordedBy: '', interpretedBy: '' }));
  return {
    ...m,
    begunByPerson: own ? personId : '',
    approvals: ofMine(m.approvals),
    talkTo: m.talkTo.filter((id) => id === personId),
    versions: m.versions.map((one) => ({ ...one, madeBy: '' })),
    // what a colleague wrote about letting go is for the file
    letGoWhy: '',
    answers: m.answers.map((answer) => {
      const readings = answer.readings.filter((one) => one.personId === personId);
      const chosen = readings.some(({ choice, readAt }) => choice === 'now' || readAt !== '');
      return chosen ? { ...answer, readings } : { ...answer, readings, text: '', translations: [] };
    }),
  };
}
