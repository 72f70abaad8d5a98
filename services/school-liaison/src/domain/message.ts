import { createHash } from 'node:crypto';
import type { Plain } from '@katrol/contract';
import { decided, type Decided, type Voice } from '@katrol/families/deciding';
import type {
  ApprovalAnswer,
  MessagePurpose,
  MessageStatus,
} from '@katrol/proto/katrol/school_liaison/v1/codes';
import type {
  Approval as ContractApproval,
  MessageVersion as ContractVersion,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import type { Decider } from '@katrol/proto/katrol/intake/v1/events_pb';
import { lifecycle } from '@katrol/runtime';

export type Approval = Plain<ContractApproval>;
export type Version = Plain<ContractVersion>;
/** What somebody is to a text about one child, as intake told it. */
export type Person = Omit<Plain<Decider>, 'childId' | 'visited' | 'writtenTo'>;

type Command =
  | 'edit'
  | 'ask'
  | 'answer'
  | 'wait'
  | 'approve'
  | 'refuse'
  | 'ask_change'
  | 'send'
  | 'school_answer'
  | 'stop'
  | 'let_go';

// while those who decide may still speak, what they come to is worked out anew at each answer
const OPEN = {
  edit: 'draft',
  answer: 'awaiting_family',
  wait: 'awaiting_family',
  approve: 'approved',
  refuse: 'refused',
  ask_change: 'change_asked',
  stop: 'stopped',
  let_go: 'let_go',
} as const;

/** The status of a message after a command, or a refusal WRONG_STATE. */
export const next = lifecycle<MessageStatus, Command>({
  draft: {
    edit: 'draft',
    ask: 'awaiting_family',
    approve: 'approved',
    stop: 'stopped',
    let_go: 'let_go',
  },
  awaiting_family: OPEN,
  refused: OPEN,
  change_asked: OPEN,
  approved: { ...OPEN, send: 'sent' },
  sent: { school_answer: 'sent', stop: 'stopped' },
  stopped: {},
  let_go: {},
});

/** How long an answer may be taken back, and so how long nothing leaves yet. */
export const UNDO_MS = 60_000;

export type Text = Pick<Version, 'text' | 'language' | 'translations'> & {
  contactIds: readonly string[];
  mayDiscuss: boolean;
  childName: string;
  purpose: MessagePurpose;
};

/**
 * Names one form of a text: what it says in each language, about whom, who gets it and whether they
 * may speak of it. Whoever says yes says it to this.
 */
export function hashOf(text: Text): string {
  const translations = text.translations
    .map(({ language, text: words }) => [language, words])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  const form = [
    text.text,
    text.language,
    translations,
    [...text.contactIds].sort(),
    text.mayDiscuss,
    text.childName,
    text.purpose,
  ];
  return createHash('sha256').update(JSON.stringify(form)).digest('base64url').slice(0, 32);
}

type Whole = Omit<Text, 'text' | 'language' | 'translations' | 'contactIds'> & {
  versions: readonly Version[];
  receivers: readonly { contactId: string }[];
};

/** The form that would leave now, and its name. */
export function formOf({ versions, receivers, mayDiscuss, childName, purpose }: Whole) {
  const { text = '', language = '', translations = [] } = versions.at(-1) ?? {};
  const contactIds = receivers.map((one) => one.contactId);
  const form = { text, language, translations, contactIds, mayDiscuss, childName, purpose };
  return { form, hash: hashOf(form) };
}

/** What of an answer counts. */
export type Saying = Pick<Approval, 'personId' | 'version' | 'answer' | 'undoneAt'>;

const VOICES: Record<ApprovalAnswer, Voice> = { yes: 'yes', no: 'no', change: 'none' };

/** What one person said last to this version, of what was not taken back. */
export function lastOf<A extends Saying>(
  approvals: readonly A[],
  personId: string,
  version: number,
): A | undefined {
  return approvals
    .filter((one) => one.personId === personId && one.version === version && one.undoneAt === '')
    .at(-1);
}

const voiceOf = (approvals: readonly Saying[], personId: string, version: number): Voice => {
  const answer = lastOf(approvals, personId, version)?.answer;
  return answer ? VOICES[answer] : 'none';
};

/** Who may say yes or no: those who decide, and the young person who is asked. */
export const maySay = ({ role }: Pick<Person, 'role'>): boolean => role !== 'informed';

/** What those who decide for the child come to about one version. */
export function standing(
  people: readonly Person[],
  approvals: readonly Saying[],
  { version, childId }: { version: number; childId: string },
  { allDeciders }: { allDeciders: boolean },
): Decided {
  const voices = people
    .filter(({ role }) => role === 'decides')
    .map(({ personId: id, held }) => ({ id, held, voice: voiceOf(approvals, id, version) }));
  const young = people.find(({ role }) => role === 'young_person' || role === 'alone');
  const asked = !young ? '' : young.role === 'alone' ? 'alone' : 'too';
  const voice = voiceOf(approvals, childId, version);
  return decided(voices, { id: childId, voice, asked }, { allDeciders });
}

/** Did somebody who may say so ask for another text, after whatever they said before? */
const changeAsked = (
  people: readonly Person[],
  approvals: readonly Approval[],
  version: number,
): boolean =>
  people.some(
    (one) => maySay(one) && lastOf(approvals, one.personId, version)?.answer === 'change',
  );

const SAID_NO: readonly Decided['state'][] = ['no', 'disagreement', 'young_person_said_no'];

/**
 * Which command the answers so far come to: a no before a wish for another text, that before a yes;
 * silence of who is still asked lets nothing go.
 */
export function outcome(
  people: readonly Person[],
  approvals: readonly Approval[],
  of: { version: number; childId: string },
  rules: { allDeciders: boolean },
): 'approve' | 'refuse' | 'ask_change' | 'wait' {
  const { state } = standing(people, approvals, of, rules);
  if (SAID_NO.includes(state)) return 'refuse';
  if (changeAsked(people, approvals, of.version)) return 'ask_change';
  return state === 'yes' && !waitsForYoung(people, approvals, of) ? 'approve' : 'wait';
}

/** A young person who reads the same text is waited for, once: it is their text too. */
const waitsForYoung = (
  people: readonly Person[],
  approvals: readonly Approval[],
  { version, childId }: { version: number; childId: string },
): boolean =>
  people.some(({ role }) => role === 'young_person') && !lastOf(approvals, childId, version);
