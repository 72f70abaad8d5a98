import { create, toBinary, type Message, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type pg from 'pg';
import { actorOf, auditRow } from '@katrol/events';
import type { Role, Verifier } from '@katrol/identity';
import type { Directory, DirectoryPerson } from '@katrol/identity/directory';
import {
  GetPersonResponseSchema,
  InvitePersonResponseSchema,
  ListCoachesResponseSchema,
  ListPeopleResponseSchema,
  PeopleService,
  PersonSchema,
  RenewPasswordResponseSchema,
  type EndAccountRequest,
  type GetPersonRequest,
  type GiveBranchRequest,
  type InvitePersonRequest,
  type ListPeopleRequest,
  type Person,
  type RenewPasswordRequest,
  type TakeBranchRequest,
} from '@katrol/proto/katrol/gateway/v1/people_pb';
import { pageLimit, type RawTx } from '@katrol/store';
import { checkAccess, type CallOptions } from '@katrol/rpc';
import { localDay, notFound, Refusal, wrongState, type Clock, type Logger } from '@katrol/runtime';
import { openSeal } from '../seal.ts';
import type { Sessions } from '../sessions.ts';
import { checkInvitation, checkUntil, worksInBranches } from './invitation.ts';
import {
  changesOf,
  endsOf,
  inTransaction,
  keepChange,
  keepRefusal,
  once,
  setEnd,
  type Change,
} from './record.ts';

/** Codes that exist, asked of the services that own them in the name of who is calling. */
export type Places = {
  branches(options: CallOptions): Promise<string[]>;
  universities(options: CallOptions): Promise<string[]>;
};
export type PeopleParts = {
  pool: pg.Pool;
  directory: Directory;
  verifier: Verifier;
  sessions: Sessions;
  places: Places;
  sessionSecret: string;
  clock: Clock;
  log: Logger;
};
type Asked = {
  actor: string;
  university: string;
  options: CallOptions;
  rpc: string;
  today: string;
};
type Handler = (parts: PeopleParts, asked: Asked, request: never) => Promise<Message>;

/** Answers an RPC of PeopleService. The person's own token decides, each time. */
export async function answerPeople(
  parts: PeopleParts,
  method: string,
  request: Message,
  options: CallOptions,
): Promise<Message> {
  const rpc = `/${PeopleService.typeName}/${method}`;
  const principal = options.token
    ? await parts.verifier.verify(options.token)
    : ({ kind: 'anonymous' } as const);
  try {
    checkAccess(mayCall(method), principal);
  } catch (error) {
    if (error instanceof Refusal && principal.kind !== 'anonymous') {
      await keepRefusal(
        parts.pool,
        auditRow(
          { principal, name: rpc, traceparent: options.traceparent ?? '', what: 'refused' },
          error.reason,
          { objectId: '', branchCode: '' },
        ),
      );
    }
    throw error;
  }
  const handler = handlers[method as keyof typeof handlers] as Handler;
  const university = principal.kind === 'person' ? (principal.university ?? '') : '';
  return await handler(
    parts,
    { actor: actorOf(principal), university, options, rpc, today: localDay(parts.clock.now()) },
    request as never,
  );
}

const mayCall = (method: string): readonly Role[] =>
  method === 'listCoaches' ? ['placement-officer'] : ['operator'];

const refuseOption = (field: string): Refusal =>
  new Refusal('invalid_argument', 'LIST_OPTION_INVALID', {
    fields: [{ field: `options.${field}`, reason: 'LIST_OPTION_INVALID' }],
  });

const SEARCH_LIMIT = 100;

async function listPeople(
  parts: PeopleParts,
  _: Asked,
  { options }: ListPeopleRequest,
): Promise<Message> {
  if (options?.filters.length) throw refuseOption('filters');
  if (options?.sort && options.sort !== 'username') throw refuseOption('sort');
  if ((options?.search.length ?? 0) > SEARCH_LIMIT) throw refuseOption('search');
  const cursor = options?.cursor ?? '';
  if (!/^\d{0,6}$/.test(cursor))
    throw new Refusal('invalid_argument', 'CURSOR_INVALID', {
      fields: [{ field: 'options.cursor', reason: 'CURSOR_INVALID' }],
    });
  const first = Number(cursor);
  const max = pageLimit(options?.limit ?? 0);
  const { people, total } = await parts.directory.list({
    search: options?.search ?? '',
    first,
    max,
  });
  const rows = await withEnds(parts.pool, people);
  return create(ListPeopleResponseSchema, {
    rows,
    info: {
      total,
      nextCursor:
        first + people.length < total && people.length > 0 ? String(first + people.length) : '',
    },
  });
}

async function getPerson(
  parts: PeopleParts,
  asked: Asked,
  { subject }: GetPersonRequest,
): Promise<Message> {
  const person = await known(parts, subject);
  const changes = await inTransaction(parts.pool, asked.actor, (tx) => changesOf(tx, subject));
  const names = new Map<string, string>();
  for (const actor of new Set(changes.map((c) => c.actor).filter(Boolean)))
    names.set(actor, (await parts.directory.find(actor))?.name ?? actor);
  const [row] = await withEnds(parts.pool, [person]);
  return create(GetPersonResponseSchema, {
    ...(row ? { person: row } : {}),
    changes: changes.map((c) => ({
      ...c,
      at: timestampFromDate(c.at),
      actor: names.get(c.actor) ?? '',
    })),
  });
}

// which university is not asked: it is the caller's own
async function listCoaches({ directory }: PeopleParts, { university }: Asked): Promise<Message> {
  const coaches =
    university === '' ? [] : await directory.ofUniversity(university, 'lecturer-coach');
  return create(ListCoachesResponseSchema, {
    rows: coaches.map(({ subject, name }) => ({ subject, name })),
  });
}

const command =
  <R extends Message, O extends Message>(
    schema: { request: Parameters<typeof toBinary>[0]; response: Parameters<typeof create>[0] },
    work: (
      parts: PeopleParts,
      asked: Asked,
      request: R,
      tx: RawTx,
    ) => Promise<Record<string, unknown>>,
  ) =>
  async (parts: PeopleParts, asked: Asked, request: R): Promise<O> => {
    const seal = openSeal<Record<string, unknown>>(parts.sessionSecret, 'katrol gateway answers');
    const named = {
      actor: asked.actor,
      rpc: asked.rpc,
      key: asked.options.key ?? '',
      request: toBinary(schema.request, request),
    };
    const answer = await once(parts.pool, seal, named, (tx) => work(parts, asked, request, tx));
    return create(schema.response, answer as MessageInitShape<typeof schema.response>) as O;
  };

async function invitePerson(
  parts: PeopleParts,
  asked: Asked,
  request: InvitePersonRequest,
  tx: RawTx,
): Promise<Record<string, unknown>> {
  const wanted = checkInvitation(request, asked.today, {
    branches: await parts.places.branches(asked.options),
    universities: await parts.places.universities(asked.options),
  });
  const { until, ...invited } = wanted;
  const { person, oneTimePassword } = await parts.directory.invite(invited);
  const { subject } = person;
  const [branchCode = ''] = wanted.branches;
  const changes: Change[] = [
    { subject, kind: 'invited' },
    ...wanted.roles.map((code): Change => ({ subject, kind: 'role_given', code })),
  ];
  if (branchCode) changes.push({ subject, kind: 'branch_given', code: branchCode, until });
  if (wanted.university)
    changes.push({ subject, kind: 'university_given', code: wanted.university });
  await keepChange(tx, asked.actor, changes);
  if (branchCode) await setEnd(tx, { subject, branchCode, until });
  return { person: rowOf(person, [{ subject, branchCode, until }]), oneTimePassword };
}

async function giveBranch(
  parts: PeopleParts,
  asked: Asked,
  { subject, branchCode, until }: GiveBranchRequest,
  tx: RawTx,
): Promise<Record<string, unknown>> {
  checkUntil(until, asked.today);
  if (!(await parts.places.branches(asked.options)).includes(branchCode))
    throw notFound('branch_code');
  const person = await working(parts, subject, 'give_branch');
  if (!person.roles.some(worksInBranches)) {
    throw new Refusal('failed_precondition', 'ROLE_WITHOUT_BRANCH', {
      fields: [{ field: 'branch_code', reason: 'ROLE_WITHOUT_BRANCH' }],
    });
  }
  const changed = await parts.directory.setAccess(subject, {
    ...accessOf(person),
    branches: [...new Set([...person.branches, branchCode])],
  });
  await setEnd(tx, { subject, branchCode, until });
  await keepChange(tx, asked.actor, [{ subject, kind: 'branch_given', code: branchCode, until }]);
  await parts.sessions.renewOf(subject);
  return rowOf(changed, await endsOf(tx, [subject]));
}

async function takeBranch(
  parts: PeopleParts,
  asked: Asked,
  { subject, branchCode }: TakeBranchRequest,
  tx: RawTx,
): Promise<Record<string, unknown>> {
  const person = await working(parts, subject, 'take_branch');
  if (!person.branches.includes(branchCode)) throw notFound('branch_code');
  const changed = await takeFrom(parts, person, branchCode);
  await setEnd(tx, { subject, branchCode, until: '' });
  await keepChange(tx, asked.actor, [{ subject, kind: 'branch_taken', code: branchCode }]);
  return rowOf(changed, await endsOf(tx, [subject]));
}

async function renewPassword(
  parts: PeopleParts,
  asked: Asked,
  { subject }: RenewPasswordRequest,
  tx: RawTx,
): Promise<Record<string, unknown>> {
  await working(parts, subject, 'renew_password');
  const oneTimePassword = await parts.directory.renewPassword(subject);
  await keepChange(tx, asked.actor, [{ subject, kind: 'password_renewed' }]);
  return { oneTimePassword };
}

async function endAccount(
  parts: PeopleParts,
  asked: Asked,
  { subject }: EndAccountRequest,
  tx: RawTx,
): Promise<Record<string, unknown>> {
  if (subject === asked.actor) throw new Refusal('failed_precondition', 'OWN_ACCOUNT');
  const person = await working(parts, subject, 'end_account');
  await parts.directory.end(subject);
  const stopped = await parts.sessions.removeOf(subject);
  await keepChange(tx, asked.actor, [{ subject, kind: 'account_ended' }]);
  parts.log.info('account ended', { subject, count: stopped });
  return rowOf({ ...person, enabled: false }, await endsOf(tx, [subject]));
}

const handlers = {
  listPeople,
  getPerson,
  listCoaches,
  invitePerson: command(
    { request: PeopleService.method.invitePerson.input, response: InvitePersonResponseSchema },
    invitePerson,
  ),
  giveBranch: command(
    { request: PeopleService.method.giveBranch.input, response: PersonSchema },
    giveBranch,
  ),
  takeBranch: command(
    { request: PeopleService.method.takeBranch.input, response: PersonSchema },
    takeBranch,
  ),
  renewPassword: command(
    { request: PeopleService.method.renewPassword.input, response: RenewPasswordResponseSchema },
    renewPassword,
  ),
  endAccount: command(
    { request: PeopleService.method.endAccount.input, response: PersonSchema },
    endAccount,
  ),
};

/** Takes a branch away from somebody and lets their open sessions feel it. */
export async function takeFrom(
  parts: Pick<PeopleParts, 'directory' | 'sessions'>,
  person: DirectoryPerson,
  branchCode: string,
): Promise<DirectoryPerson> {
  const changed = await parts.directory.setAccess(person.subject, {
    ...accessOf(person),
    branches: person.branches.filter((code) => code !== branchCode),
  });
  await parts.sessions.renewOf(person.subject);
  return changed;
}

const accessOf = ({
  roles,
  branches,
  university,
}: DirectoryPerson): { roles: Role[]; branches: string[]; university: string | undefined } => ({
  roles,
  branches,
  university,
});

async function known({ directory }: PeopleParts, subject: string): Promise<DirectoryPerson> {
  const person = /^[\w-]{1,80}$/.test(subject) ? await directory.find(subject) : undefined;
  if (!person) throw notFound('subject');
  return person;
}

async function working(
  parts: PeopleParts,
  subject: string,
  doing: string,
): Promise<DirectoryPerson> {
  const person = await known(parts, subject);
  if (!person.enabled) throw wrongState('ended', doing);
  return person;
}

const withEnds = (
  pool: pg.Pool,
  people: DirectoryPerson[],
): Promise<MessageInitShape<typeof PersonSchema>[]> =>
  inTransaction(pool, '', async (tx) => {
    const ends = await endsOf(
      tx,
      people.map((p) => p.subject),
    );
    return people.map((p) => rowOf(p, ends));
  });

const rowOf = (
  p: DirectoryPerson,
  ends: { subject: string; branchCode: string; until: string }[],
): Omit<Person, '$typeName' | 'branches' | '$unknown'> & {
  branches: { branchCode: string; until: string }[];
} => ({
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
