import type { FilesOf } from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { Digest } from '@katrol/proto/katrol/school_liaison/v1/codes';
import type { LinkKind, WritingKind } from '@katrol/proto/katrol/common/v1/codes';
import type { ParentToTell } from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import type { TutorReminder } from '@katrol/proto/katrol/volunteer_training/v1/codes';
import type { LinkSigner } from '@katrol/identity';
import type { Plain } from '@katrol/contract';
import { Refusal, type Clock, type Logger } from '@katrol/runtime';
import type { RawTx, Store } from '@katrol/store';
import type { Call } from '@katrol/events';
import type { BeforeCall, StepCall } from '@katrol/rpc';
import type { Link } from './rows.ts';

/** What a link is about, as intake is asked. */
type About = Pick<Link, 'branchCode' | 'objectId' | 'personId'> & { kind: LinkKind };
type Standing = { stands: boolean; movedToId: string; samePersonIds: string[] };

/** A contact at a school who has something that they did not open yet. */
export type ToTell = {
  contactId: string;
  branchCode: string;
  since: string;
  digest: Digest | '';
};

/** One thing that waits for a parent who agreed to be written to. */
export type Waiting = Pick<ParentToTell, 'personId' | 'familyId' | 'branchCode'> & {
  language: string;
  kind: WritingKind | '';
  since: string;
  remindFrom: string;
};

/** Where somebody is written to, and for what they are by itself. */
type Reached = { email: string; writtenTo: readonly WritingKind[] };

/** A tutor of whom something is known today; `at` are the hours of tomorrow's visits. */
export type TutorToTell = { tutorId: string; branchCode: string; at: readonly string[] };

/**
 * What the gateway asks intake, and of schools school-liaison, in its own name. Refuses `unavailable`
 * while they are away.
 */
export type Asking = {
  check(about: About, deadline: Date): Promise<Standing>;
  /** Where somebody is written to; empty whom they do not know in the branch. */
  addressOf(about: About, deadline: Date): Promise<Reached>;
  /** Under which ids links of a family may stand; none where it is no family of the branch. */
  filesOf(of: { branchCode: string; familyId: string }, deadline: Date): Promise<Plain<FilesOf>>;
  contactsToTell(deadline: Date): Promise<ToTell[]>;
  /** What waits for parents, of one family where it is named. */
  waiting(of: { familyId: string }, deadline: Date): Promise<Waiting[]>;
  visitsTomorrow(deadline: Date): Promise<TutorToTell[]>;
  reflectionsWaiting(deadline: Date): Promise<TutorToTell[]>;
  /** Nothing of a tutor who stopped, or whom the branch does not know. */
  tutorAddress(
    of: { branchCode: string; tutorId: string },
    deadline: Date,
  ): Promise<{ email: string; remindersOff: readonly TutorReminder[] } | undefined>;
};

export type LinkDeps = {
  store: Store<RawTx>;
  signer: LinkSigner;
  intake: Asking;
  clock: Clock;
  log: Logger;
  /** Names of accounts, by subject. */
  namesOf(subjects: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** false where no mail server is set: nothing is put on its way */
  sends: boolean;
};
export type LinkCall = Call<RawTx, LinkDeps>;
/** A call that asks others while no transaction is open: before its own, or between its steps. */
export type LinkBefore = BeforeCall<LinkDeps>;
export type LinkSteps = StepCall<RawTx, LinkDeps>;

/**
 * The link opens nothing (any more). Of one that was there: whom to call; of a secret that nobody
 * was given: nothing.
 */
export const over = (branchCode = ''): Refusal =>
  new Refusal('not_found', 'LINK_OVER', branchCode === '' ? {} : { meta: { branchCode } });

/** What was opened is open no longer: its holder opens the link again, and is asked again. */
export const openAgain = (): Refusal => new Refusal('unauthenticated', 'LINK_OPEN_AGAIN');
