import type { Plain } from '@katrol/contract';
import type { Call } from '@katrol/events';
import type { Directory, DirectoryPerson } from '@katrol/identity/directory';
import type {
  GiveBranchRequest,
  Person as ContractPerson,
  TakeBranchRequest,
} from '@katrol/proto/katrol/gateway/v1/people_pb';
import { notFound, Refusal, wrongState, type Logger } from '@katrol/runtime';
import { pageLimit, type ListOptions, type ListPage, type RawTx } from '@katrol/store';
import type { Sessions } from '../sessions.ts';
import {
  changesOf,
  endsOf,
  keepChanges,
  setEnd,
  type BranchEnd,
  type Change,
  type KeptChange,
} from './changes.ts';
import {
  checkInvitation,
  worksInBranches,
  type Invitation,
  type KnownPlaces,
} from './invitation.ts';

/** Codes that exist, asked of the services that own them in the name of who is calling. */
export type Places = (asked: { token: string; deadline: Date }) => Promise<KnownPlaces>;
export type PeopleDeps = {
  directory: Directory;
  sessions: Pick<Sessions, 'renewOf' | 'removeOf'>;
  places: Places;
  log: Logger;
};
type PeopleCall = Call<RawTx, PeopleDeps>;
export type Person = Plain<ContractPerson>;

const refuseOption = (field: string, reason = 'LIST_OPTION_INVALID'): Refusal =>
  new Refusal('invalid_argument', reason, { fields: [{ field: `options.${field}`, reason }] });

const SEARCH_LIMIT = 100;

/** Accounts, as the directory pages them: by username. */
export async function listPeople(
  { tx, deps }: PeopleCall,
  { search, filters, sort, cursor, limit }: ListOptions,
): Promise<ListPage<Person>> {
  if (filters.length > 0) throw refuseOption('filters');
  if (sort !== '' && sort !== 'username') throw refuseOption('sort');
  if (search.length > SEARCH_LIMIT) throw refuseOption('search');
  if (!/^\d{0,6}$/.test(cursor)) throw refuseOption('cursor', 'CURSOR_INVALID');
  const first = Number(cursor);
  const { people, total } = await deps.directory.list({ search, first, max: pageLimit(limit) });
  const ends = await endsOf(
    tx,
    people.map((p) => p.subject),
  );
  const until = first + people.length;
  const nextCursor = until < total && people.length > 0 ? String(until) : '';
  return { rows: people.map((p) => personOf(p, ends)), total, nextCursor, facets: [] };
}

export type PersonPage = { person: Person; changes: KeptChange[] };

/** An account with what was given to it and taken from it, by whom. */
export async function getPerson(call: PeopleCall, subject: string): Promise<PersonPage> {
  const { tx, deps } = call;
  const person = await known(deps, subject);
  call.audit(subject, '', { what: 'name' });
  const changes = await changesOf(tx, subject);
  const names = new Map<string, string>();
  for (const actor of new Set(changes.map((c) => c.actor).filter(Boolean))) {
    names.set(actor, (await deps.directory.find(actor))?.name ?? actor);
  }
  return {
    person: personOf(person, await endsOf(tx, [subject])),
    changes: changes.map((c) => ({ ...c, actor: names.get(c.actor) ?? '' })),
  };
}

/** Who coaches students; which university is not asked: it is the caller's own. */
export async function listCoaches({
  principal,
  deps,
}: PeopleCall): Promise<{ subject: string; name: string }[]> {
  const university = principal.kind === 'person' ? principal.university : undefined;
  if (!university) return [];
  const coaches = await deps.directory.ofUniversity(university, 'lecturer-coach');
  return coaches.map(({ subject, name }) => ({ subject, name }));
}

/** What was done, on record in both: the person's own page, and the audit. */
async function keep(call: PeopleCall, changes: readonly Change[]): Promise<void> {
  await keepChanges(call.tx, call.actor, changes);
  for (const { subject, kind, code = '' } of changes) {
    call.audit(subject, '', { reason: code === '' ? kind : `${kind}:${code}` });
  }
}

/** Makes an account; its password works once. */
export async function invitePerson(
  call: PeopleCall,
  invitation: Invitation,
): Promise<{ person: Person; oneTimePassword: string }> {
  const { tx, deps } = call;
  const invited = checkInvitation(invitation, await deps.places(call));
  const { person, oneTimePassword } = await deps.directory.invite(invited);
  const { subject } = person;
  const { branchCode, universityCode, until } = invitation;
  const changes: Change[] = [
    { subject, kind: 'invited' },
    ...invited.roles.map((code): Change => ({ subject, kind: 'role_given', code })),
  ];
  if (branchCode) changes.push({ subject, kind: 'branch_given', code: branchCode, until });
  if (universityCode) changes.push({ subject, kind: 'university_given', code: universityCode });
  await keep(call, changes);
  const end = { subject, branchCode, until };
  if (branchCode) await setEnd(tx, end);
  return { person: personOf(person, [end]), oneTimePassword };
}

/** Lets somebody work in one more branch, until a day or until it is taken back. */
export async function giveBranch(
  call: PeopleCall,
  { subject, branchCode, until }: Plain<GiveBranchRequest>,
): Promise<Person> {
  const { tx, deps } = call;
  const { branches } = await deps.places(call);
  if (!branches.includes(branchCode)) throw notFound('branch_code');
  const person = await working(deps, subject, 'give_branch');
  if (!person.roles.some(worksInBranches)) {
    const reason = 'ROLE_WITHOUT_BRANCH';
    const fields = [{ field: 'branch_code', reason }];
    throw new Refusal('failed_precondition', reason, { fields });
  }
  const changed = await deps.directory.setAccess(subject, {
    ...accessOf(person),
    branches: [...new Set([...person.branches, branchCode])],
  });
  await setEnd(tx, { subject, branchCode, until });
  await keep(call, [{ subject, kind: 'branch_given', code: branchCode, until }]);
  await deps.sessions.renewOf(subject);
  return personOf(changed, await endsOf(tx, [subject]));
}

/** Takes a branch away; works within a minute, also for who is signed in. */
export async function takeBranch(
  call: PeopleCall,
  { subject, branchCode }: Plain<TakeBranchRequest>,
): Promise<Person> {
  const { tx, deps } = call;
  const person = await working(deps, subject, 'take_branch');
  if (!person.branches.includes(branchCode)) throw notFound('branch_code');
  const changed = await takeFrom(deps, person, branchCode);
  await setEnd(tx, { subject, branchCode, until: '' });
  await keep(call, [{ subject, kind: 'branch_taken', code: branchCode }]);
  return personOf(changed, await endsOf(tx, [subject]));
}

/** Gives a new password that works once. */
export async function renewPassword(call: PeopleCall, subject: string): Promise<string> {
  const { deps } = call;
  await working(deps, subject, 'renew_password');
  const oneTimePassword = await deps.directory.renewPassword(subject);
  await keep(call, [{ subject, kind: 'password_renewed' }]);
  return oneTimePassword;
}

/** The account can sign in no more; its open sessions stop. */
export async function endAccount(call: PeopleCall, subject: string): Promise<Person> {
  const { tx, deps, actor } = call;
  if (subject === actor) throw new Refusal('failed_precondition', 'OWN_ACCOUNT');
  const person = await working(deps, subject, 'end_account');
  await deps.directory.end(subject);
  const stopped = await deps.sessions.removeOf(subject);
  await keep(call, [{ subject, kind: 'account_ended' }]);
  deps.log.info('account ended', { subject, count: stopped });
  return personOf({ ...person, enabled: false }, await endsOf(tx, [subject]));
}

// whom the provider does not know any more has no session there
const unlessUnknown = (error: unknown): void => {
  if (!(error instanceof Refusal && error.reason === 'PERSON_UNKNOWN')) throw error;
};

/**
 * Signs out whoever asks on every device: here also when the provider cannot be told, which is then
 * refused.
 */
export async function endMySessions(call: PeopleCall): Promise<{ count: number }> {
  const { deps, actor } = call;
  let count = 0;
  try {
    await deps.directory.endSessions(actor).catch(unlessUnknown);
  } finally {
    count = await deps.sessions.removeOf(actor);
  }
  await keep(call, [{ subject: actor, kind: 'sessions_ended' }]);
  return { count };
}

/** Takes a branch away from somebody and lets their open sessions feel it. */
export async function takeFrom(
  { directory, sessions }: Pick<PeopleDeps, 'directory' | 'sessions'>,
  person: DirectoryPerson,
  branchCode: string,
): Promise<DirectoryPerson> {
  const branches = person.branches.filter((code) => code !== branchCode);
  const changed = await directory.setAccess(person.subject, { ...accessOf(person), branches });
  await sessions.renewOf(person.subject);
  return changed;
}

const accessOf = ({ roles, branches, university }: DirectoryPerson) => ({
  roles,
  branches,
  university,
});

async function known({ directory }: PeopleDeps, subject: string): Promise<DirectoryPerson> {
  const person = /^[\w-]{1,80}$/.test(subject) ? await directory.find(subject) : undefined;
  if (!person) throw notFound('subject');
  return person;
}

async function working(deps: PeopleDeps, subject: string, doing: string): Promise<DirectoryPerson> {
  const person = await known(deps, subject);
  if (!person.enabled) throw wrongState('ended', doing);
  return person;
}

const personOf = (p: DirectoryPerson, ends: readonly BranchEnd[]): Person => ({
  subject: p.subject,
  username: p.username,
  name: p.name,
  email: p.email,
  roles: p.roles,
  universityCode: p.university ?? '',
  ended: !p.enabled,
  branches: p.branches.map((branchCode) => ({
    branchCode,
    until: ends.find((e) => e.subject === p.subject && e.branchCode === branchCode)?.until ?? '',
  })),
});
