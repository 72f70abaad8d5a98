import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { getOption, isMessage, type DescMethod, type DescService } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fieldsOf } from '@katrol/contract';
import { linkZoo } from '@katrol/identity/link-zoo';
import { tokenZoo } from '@katrol/identity/zoo';
import { Role } from '@katrol/proto/katrol/common/v1/codes';
import { FacetSchema } from '@katrol/proto/katrol/common/v1/list_pb';
import { Exposure, exposure } from '@katrol/proto/katrol/common/v1/options_pb';
import type { Access } from '@katrol/rpc';
import { Refusal } from '@katrol/runtime';
import { schemaSnapshot } from '@katrol/store/migrate';
import pg from 'pg';
import { answered } from './asking.ts';
import { inService } from './config.ts';
import { craftedCursors, isPaged } from './crafted-cursors.ts';
import { drains } from './drains.ts';
import { describeLinks } from './links.ts';
import { isRefusedTheRest, keepsToItsRights } from './rights.ts';
import type { Asked, Seed } from './seed.ts';
import { startUnderTest, type Start, type UnderTest } from './service.ts';
import type { TestPerson } from './identity.ts';

export type Conforming<S extends DescService> = {
  service: S;
  table: Record<string, { access: Access; kind: string }>;
  start: Start;
  /** path of main.ts; where it is left out, the process is judged elsewhere */
  main?: string;
  seed(t: UnderTest<S>): Promise<Seed>;
  /** addresses of neighbours that tell the service something, by folder */
  peers?: Record<string, string>;
  /** its own tables in which nothing is ever changed or deleted */
  appendOnly?: readonly string[];
  /** what its contract does not know: nothing of it is a branch's, or nothing has a revision */
  without?: readonly ('strangers' | 'revisions')[];
};

type Loose = (
  rpc: string,
  request: object,
  options?: { key?: string; deadlineMs?: number },
) => Promise<unknown>;
type Row = { rpc: string; method: DescMethod; access: Access; open: boolean };
/** `seed`: made when it is first asked for, so that what needs none is judged without it. */
type Under<S extends DescService> = {
  c: Conforming<S>;
  t: UnderTest<S>;
  seed(): Promise<Seed>;
};

/** The one suite that judges every service. */
export function describeService<S extends DescService>(c: Conforming<S>): void {
  describe(`${c.service.typeName} conforms`, () => {
    let u: Under<S>;
    beforeAll(async () => {
      const t = await startUnderTest(c.service, c.start, c.peers ? { peers: c.peers } : {});
      let seeded: Promise<Seed> | undefined;
      u = { c, t, seed: () => (seeded ??= c.seed(t)) };
    });
    afterAll(() => u.t.stop());
    const rows = (Object.entries(c.service.method) as [string, DescMethod][]).map(
      ([rpc, method]): Row => ({
        rpc,
        method,
        access: (c.table[rpc] as { access: Access }).access,
        open: getOption(method, exposure) === Exposure.PUBLIC,
      }),
    );
    const rolesOf = (row: Row): readonly string[] => (Array.isArray(row.access) ? row.access : []);

    test('who may call agrees with from where: open to anybody means open to anybody', () => {
      const anybody = rows.filter(({ access }) => access === 'public').map(({ rpc }) => rpc);
      expect(rows.filter(({ open }) => open).map(({ rpc }) => rpc)).toEqual(anybody);
    });
    test.each(rows.filter(({ open }) => !open))('$rpc refuses who is not signed in', (row) =>
      refused(u, row, undefined, { code: 'unauthenticated', reason: 'SIGN_IN_FIRST' }),
    );
    for (const row of rows.filter(({ open }) => open)) {
      test(`${row.rpc} is open as declared`, () => isOpen(u, row));
    }
    test.each(rows.filter((row) => rolesOf(row).length > 0))(
      '$rpc refuses every other role',
      async (row) => {
        for (const role of Role.filter((one) => !rolesOf(row).includes(one))) {
          const who = { branches: ['oostende'], university: 'hogent', roles: [role] };
          await refused(u, row, who, { code: 'permission_denied', reason: 'ROLE_MISSING' });
        }
      },
    );
    const alone = rows.filter((row) => !mayAlone(row.access));
    test.each(alone)('S8: $rpc refuses a service that brings nobody', (row) =>
      refusedAlone(u, row),
    );
    describeLinks(rows, () => u.t);
    test('S5: no token of the zoo is taken, and none makes the service ask for anything', () =>
      takesNoBadToken(u, rows));
    if (!c.without?.includes('strangers')) {
      test('what belongs to another branch is not found, and lists do not show it', () =>
        keepsFromStrangers(u));
    }
    for (const row of rows.filter(({ method }) => isPaged(method)))
      test(`${row.rpc} refuses a cursor that somebody made`, () => refusesCrafted(u, row));
    test('a deadline is obeyed and no statement outlives it', () => obeysDeadlines(u));
    test('a repeated command answers as the first; other content under its key is refused', () =>
      repeats(u));
    if (!c.without?.includes('revisions')) {
      test('a stale revision is refused with the one that is there', () => refusesStale(u));
    }
    test('row-level security alone: without a scope no row of a protected table is seen', () =>
      isShutWithoutScope(u.t));
    test('S3: the catalogue: the runtime role has no right but the reviewed ones', () =>
      keepsToItsRights(u.t, c.appendOnly ?? []));
    test('S12: the runtime role is refused to date, name, number, seal or rewrite the record', () =>
      isRefusedTheRest(u.t, c.appendOnly ?? []));
    test('the key of a command is forgotten after thirty days, and no sooner', () =>
      forgetsKeys(u.t));
    test('the schema is the reviewed one: test/schema.sql (KATROL_WRITE_SCHEMA=1)', async () => {
      const schema = await schemaSnapshot(u.t.adminUrl);
      const file = inService('test/schema.sql');
      if (process.env['KATROL_WRITE_SCHEMA']) writeFileSync(file, schema);
      expect(schema).toBe(readFileSync(file, 'utf8'));
    });
    const { main } = c;
    if (main) {
      test('SIGTERM drains: a call under way is answered, then the process ends well', async () =>
        drains({ ...c, main: inService(main) }, u.t, await u.seed()));
    }
  });
}

const REPEATED = 'repeated-command-1';
const soon = (): Date => new Date(Date.now() + 15_000);
const loosely = (caller: unknown): Loose => caller as Loose;

async function called<S extends DescService>(
  { t }: Under<S>,
  { rpc, method }: Row,
  who: Partial<TestPerson> | undefined,
  request: object,
): Promise<unknown> {
  if (method.methodKind === 'unary') {
    return await loosely(who ? t.as(who) : t.anonymous)(rpc, request);
  }
  const pieces = [];
  const options = { token: who ? await t.token(who) : '', deadline: soon() };
  for await (const p of t.peer.stream(rpc as never, request as never, options)) pieces.push(p);
  return pieces;
}

async function refused<S extends DescService>(
  u: Under<S>,
  row: Row,
  who: Partial<TestPerson> | undefined,
  how: { code: string; reason: string },
): Promise<void> {
  await expect(called(u, row, who, {})).rejects.toMatchObject(how);
}

const mayAlone = (access: Access): boolean =>
  access === 'public' ||
  access === 'system' ||
  (Array.isArray(access) && access.includes('system'));

/** Its own identity alone opens nothing, whatever is asked for; that it tried is on record. */
async function refusedAlone<S extends DescService>({ t }: Under<S>, row: Row): Promise<void> {
  const { rpc, method } = row;
  const token = await t.identity.system('matching');
  const refusal = { code: 'permission_denied', reason: 'ROLE_MISSING' };
  const asking = answered(t.peer as never, { rpc, method }, {}, token);
  await expect(asking).rejects.toMatchObject(refusal);
  const { rows } = await t.admin.query(
    `select outcome from audit where subject = 'service:matching' and rpc like '%/' || $1`,
    [row.method.name],
  );
  expect(rows).toEqual([{ outcome: 'ROLE_MISSING' }]);
}

async function refusesCrafted<S extends DescService>(u: Under<S>, row: Row): Promise<void> {
  const roles = Array.isArray(row.access) ? row.access.slice(0, 1) : [];
  const who = { branches: ['oostende'], university: 'hogent', roles };
  const of = { branchCode: 'oostende', universityCode: 'hogent' };
  const known = fieldsOf(row.method.input).map(({ key }) => key);
  const asked = Object.fromEntries(Object.entries(of).filter(([key]) => known.includes(key)));
  for (const options of craftedCursors(row.method)) {
    const outcome = await called(u, row, who, { ...asked, options }).catch((e: unknown) => e);
    const { code = 'answered' } = outcome as Partial<Refusal>;
    expect([options, code]).toEqual([
      options,
      expect.stringMatching(/^(answered|invalid_argument|not_found)$/),
    ]);
  }
}

async function isOpen<S extends DescService>(u: Under<S>, row: Row): Promise<void> {
  const outcome = await called(u, row, undefined, {}).catch((e: unknown) => e);
  if (outcome instanceof Error) expect(outcome).toBeInstanceOf(Refusal);
  const { code = '' } = outcome as Partial<Refusal>;
  expect(['', 'invalid_argument', 'not_found']).toContain(code);
}

async function takesNoBadToken<S extends DescService>(
  { t, seed: seeded }: Under<S>,
  rows: readonly Row[],
): Promise<void> {
  const seed = await seeded();
  const { issuer, audience, keys, linkSecret } = t.identity;
  const [list] = seed.lists as [Asked];
  await loosely(t.as(seed.owner))(list.rpc, list.request);
  const asked = t.identity.asked();
  const row = rows.find((r) => !r.open && r.method.methodKind === 'unary') as Row;
  const keysUrl = (): string => `${issuer}/protocol/openid-connect/certs`;
  let worst = 0;
  let count = 0;
  const zoo = [
    ...tokenZoo({ issuer, audience, ...keys, keysUrl }),
    ...linkZoo({ issuer, audience, ...keys, linkSecret }),
  ];
  for (const [what, make] of zoo) {
    const token = make();
    // what gRPC itself takes for no header
    if (token === '' || token.includes('\n')) continue;
    const since = performance.now();
    const call = t.peer.call(row.rpc as never, {} as never, { token, deadline: soon() });
    const outcome = await call.then(
      () => 'taken',
      (e: unknown) => e,
    );
    worst = Math.max(worst, performance.now() - since);
    const invalid = { code: 'unauthenticated', reason: 'IDENTITY_TOKEN_INVALID' };
    expect([what, outcome]).toEqual([what, expect.objectContaining(invalid)]);
    count += 1;
  }
  const asks = t.identity.asked() - asked;
  process.stdout.write(
    `S5: ${count} bad tokens over gRPC refused, ${worst.toFixed(1)} ms at worst, ` +
      `keys asked for ${asks} times\n`,
  );
  expect(count).toBeGreaterThanOrEqual(25);
  // a kid that nobody knows is looked up, once for all of them
  expect(asks).toBeLessThanOrEqual(1);
}

async function keepsFromStrangers<S extends DescService>({
  t,
  seed: seeded,
}: Under<S>): Promise<void> {
  const seed = await seeded();
  const owner = loosely(t.as(seed.owner));
  const stranger = loosely(t.as(seed.stranger as Partial<TestPerson>));
  for (const { rpc, request } of seed.theirs) {
    const outcome = await stranger(rpc, request).catch((e: unknown) => e);
    expect([rpc, outcome]).toEqual([rpc, expect.objectContaining({ code: 'not_found' })]);
  }
  for (const { rpc, request } of seed.lists) {
    expect([rpc, held(await owner(rpc, request)) > 0]).toEqual([rpc, true]);
    const home = 'branchCode' in request ? { branchCode: seed.stranger?.branches?.[0] } : {};
    expect([rpc, held(await stranger(rpc, { ...request, ...home }))]).toEqual([rpc, 0]);
  }
}

/**
 * How much an answer holds: the items of all its lists, at any depth; a facet without values none.
 */
function held(value: unknown): number {
  if (Array.isArray(value)) {
    return value
      .map((one) => (isMessage(one, FacetSchema) ? one.values.length : 1))
      .reduce((sum, n) => sum + n, 0);
  }
  if (!isMessage(value)) return 0;
  return Object.values(value).reduce((sum: number, one) => sum + held(one), 0);
}

async function refusesStale<S extends DescService>({ t, seed: seeded }: Under<S>): Promise<void> {
  const seed = await seeded();
  const { rpc, request } = seed.stale as Asked;
  await expect(loosely(t.as(seed.owner))(rpc, request)).rejects.toMatchObject({
    code: 'aborted',
    reason: 'STALE',
    meta: { revision: expect.stringMatching(/^\d+$/) },
  });
}

async function obeysDeadlines<S extends DescService>({ t, seed: seeded }: Under<S>): Promise<void> {
  const seed = await seeded();
  const { table, rpc, request } = seed.slow;
  const lock = await t.admin.connect();
  await lock.query(`begin; lock table ${table} in access exclusive mode`);
  const since = Date.now();
  await expect(loosely(t.as(seed.owner))(rpc, request, { deadlineMs: 400 })).rejects.toMatchObject({
    code: 'deadline_exceeded',
  });
  expect(Date.now() - since).toBeLessThan(2_000);
  await sleep(400);
  const { rows } = await lock.query(
    `select 1 from pg_stat_activity where datname = current_database() and state = 'active'
       and pid <> pg_backend_pid()`,
  );
  await lock.query('rollback');
  lock.release();
  expect(rows).toHaveLength(0);
}

async function repeats<S extends DescService>({ t, seed: seeded }: Under<S>): Promise<void> {
  const seed = await seeded();
  const { rpc, request } = seed.command;
  const owner = loosely(t.as(seed.owner));
  const key = REPEATED;
  const answers = await Promise.all(Array.from({ length: 50 }, () => owner(rpc, request, { key })));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  const kept = 'select count(*)::int as n from idempotency where key = $1';
  expect((await t.admin.query(kept, [key])).rows).toEqual([{ n: 1 }]);
  await expect(owner(rpc, seed.command.other, { key })).rejects.toMatchObject({
    reason: 'IDEMPOTENCY_OTHER_CONTENT',
  });
}

type Protected = { name: string; forced: boolean; policies: number };

async function isShutWithoutScope({
  admin,
  url,
}: Pick<UnderTest<DescService>, 'admin' | 'url'>): Promise<void> {
  const { rows: tables } = await admin.query<Protected>(
    `select c.relname as name, c.relforcerowsecurity as forced,
       (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
     from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
       and c.relrowsecurity`,
  );
  expect(tables.length).toBeGreaterThan(2);
  await asRuntime(url, async (plain) => {
    const open = tables.filter(({ forced, policies }) => !forced || policies === 0);
    expect(open.map(({ name }) => name)).toEqual([]);
    for (const table of tables) {
      expect((await plain.query(`select 1 from "${table.name}" limit 1`)).rows).toHaveLength(0);
    }
    const role = await plain.query(
      `select rolsuper as su, rolbypassrls as by,
         (select count(*)::int from pg_class where relowner = r.oid) as owns
       from pg_roles r where rolname = current_user`,
    );
    expect(role.rows).toEqual([{ su: false, by: false, owns: 0 }]);
  });
}

async function asRuntime(url: string, work: (plain: pg.Client) => Promise<void>): Promise<void> {
  const plain = new pg.Client({ connectionString: url });
  await plain.connect();
  try {
    await work(plain);
  } finally {
    await plain.end();
  }
}

async function forgetsKeys({
  admin,
  url,
}: Pick<UnderTest<DescService>, 'admin' | 'url'>): Promise<void> {
  const count = async (): Promise<number> =>
    (await admin.query<{ n: number }>('select count(*)::int as n from idempotency')).rows[0]?.n ??
    0;
  await admin.query(
    `update idempotency set recorded_at = now() - interval '31 days' where key = $1`,
    [REPEATED],
  );
  const before = await count();
  await asRuntime(url, async (plain) => {
    await plain.query(`begin; select set_config('katrol.subject', 'kit:tidy', true)`);
    const { rowCount } = await plain.query('delete from idempotency');
    await plain.query('commit');
    expect(rowCount).toBe(1);
  });
  expect(await count()).toBe(before - 1);
}
