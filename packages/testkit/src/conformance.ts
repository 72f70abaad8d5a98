import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Role } from '@katrol/identity';
import { tokenZoo } from '@katrol/identity/zoo';
import { connect, type Access, type RunningService } from '@katrol/rpc';
import { Refusal, type Logger } from '@katrol/runtime';
import { schemaSnapshot } from '@katrol/store/migrate';
import { startUnderTest, type UnderTest } from './service.ts';
import type { TestPerson } from './identity.ts';

/** What a service brings for its own judgement: something of one branch, and how others would ask for it. */
export type Seed = {
  /** who it belongs to */
  owner: Partial<TestPerson>;
  /** somebody with the same role elsewhere */
  stranger: Partial<TestPerson>;
  /** requests that name what belongs to the owner: the stranger must not find it */
  theirs: { rpc: string; request: object }[];
  /** lists that hold it for the owner and are empty for the stranger */
  lists: { rpc: string; request: object }[];
  /** a command that the owner may repeat */
  command: { rpc: string; request: object };
  /** a change on a revision that was overtaken */
  stale: { rpc: string; request: object };
  /** a table that a slow call would wait for, and the call */
  slow: { table: string; rpc: string; request: object };
};

export type Conforming<S extends DescService> = {
  service: S;
  table: Record<string, { access: Access; kind: string }>;
  start: (config: never, log: Logger) => Promise<RunningService>;
  /** path of main.ts */
  main: string;
  seed(t: UnderTest<S>): Promise<Seed>;
  /** addresses of neighbours that tell the service something */
  peers?: Record<string, string>;
};

type Loose = (
  rpc: string,
  request: object,
  options?: { key?: string; deadlineMs?: number },
) => Promise<unknown>;
const allRoles: Role[] = [
  'coordinator',
  'tutor',
  'lecturer-coach',
  'placement-officer',
  'operator',
];
const home = { branches: ['oostende'], university: 'hogent' };

/** The one suite that judges every service. */
export function describeService<S extends DescService>(c: Conforming<S>): void {
  describe(`${c.service.typeName} conforms`, () => {
    let t: UnderTest<S>;
    let seed: Seed;
    const as = (who: Partial<TestPerson>): Loose => t.as(who) as unknown as Loose;
    beforeAll(async () => {
      t = await startUnderTest(c.service, c.start, c.peers ? { peers: c.peers } : {});
      seed = await c.seed(t);
    });
    afterAll(() => t.stop());

    const methods = Object.entries(c.service.method) as [string, DescMethod][];
    const rows = methods.map(([rpc, method]) => ({
      rpc,
      stream: method.methodKind !== 'unary',
      access: (c.table[rpc] as { access: Access }).access,
    }));
    const call = async (
      who: Partial<TestPerson> | undefined,
      row: { rpc: string; stream: boolean },
      request: object,
    ): Promise<unknown> => {
      if (!row.stream)
        return await (who ? as(who) : (t.anonymous as unknown as Loose))(row.rpc, request);
      const pieces = [];
      const token = who ? await t.token(who) : '';
      for await (const p of t.peer.stream(row.rpc as never, request as never, {
        token,
        deadline: soon(),
      }))
        pieces.push(p);
      return pieces;
    };

    test.each(rows.filter((r) => r.access !== 'public'))(
      '$rpc refuses who is not signed in',
      async (row) => {
        await expect(call(undefined, row, {})).rejects.toMatchObject({
          code: 'unauthenticated',
          reason: 'SIGN_IN_FIRST',
        });
      },
    );

    test('S5: no token of the zoo is taken, and none makes the service ask for anything', async () => {
      const { issuer, audience, keys } = t.identity;
      await as(seed.owner)(seed.lists[0]?.rpc ?? '', seed.lists[0]?.request ?? {});
      const asked = t.identity.asked();
      const row = rows.find((r) => r.access !== 'public' && !r.stream) ?? { rpc: '' };
      let worst = 0;
      let refused = 0;
      for (const [what, make] of tokenZoo({
        issuer,
        audience,
        ...keys,
        keysUrl: () => `${issuer}/protocol/openid-connect/certs`,
      })) {
        const token = make();
        // what gRPC itself takes for no header
        if (token === '' || token.includes('\n')) continue;
        const since = performance.now();
        const outcome = await t.peer
          .call(row.rpc as never, {} as never, { token, deadline: soon() })
          .then(
            () => 'taken',
            (e: unknown) => e,
          );
        worst = Math.max(worst, performance.now() - since);
        expect([what, outcome]).toEqual([
          what,
          expect.objectContaining({ code: 'unauthenticated', reason: 'IDENTITY_TOKEN_INVALID' }),
        ]);
        refused += 1;
      }
      process.stdout.write(
        `S5: ${refused} bad tokens over gRPC refused, ${worst.toFixed(1)} ms at worst, keys asked for ${t.identity.asked() - asked} times\n`,
      );
      expect(refused).toBeGreaterThanOrEqual(25);
      // a kid that nobody knows is looked up, once for all of them
      expect(t.identity.asked() - asked).toBeLessThanOrEqual(1);
    });

    for (const row of rows.filter((r) => r.access === 'public')) {
      test(`${row.rpc} is open as declared`, async () => {
        const outcome = await call(undefined, row, {}).catch((e: unknown) => e);
        if (outcome instanceof Refusal)
          expect(['unauthenticated', 'permission_denied']).not.toContain(outcome.code);
      });
    }

    test.each(rows.filter((r) => Array.isArray(r.access)))(
      '$rpc refuses every other role',
      async (row) => {
        for (const role of allRoles.filter((r) => !(row.access as readonly string[]).includes(r))) {
          await expect(call({ ...home, roles: [role] }, row, {})).rejects.toMatchObject({
            code: 'permission_denied',
            reason: 'ROLE_MISSING',
          });
        }
      },
    );

    test('what belongs to another branch is not found, and lists do not show it', async () => {
      for (const { rpc, request } of seed.theirs) {
        await expect(as(seed.stranger)(rpc, request)).rejects.toMatchObject({ code: 'not_found' });
      }
      for (const { rpc, request } of seed.lists) {
        expect(rowsOf(await as(seed.owner)(rpc, request)).length).toBeGreaterThan(0);
        const theirs = await as(seed.stranger)(rpc, {
          ...request,
          ...('branchCode' in request ? { branchCode: seed.stranger.branches?.[0] } : {}),
        });
        expect(rowsOf(theirs)).toHaveLength(0);
      }
    });

    test('a deadline is obeyed and no statement outlives it', async () => {
      const lock = await t.admin.connect();
      await lock.query(`begin; lock table ${seed.slow.table} in access exclusive mode`);
      const since = Date.now();
      await expect(
        as(seed.owner)(seed.slow.rpc, seed.slow.request, { deadlineMs: 400 }),
      ).rejects.toMatchObject({ code: 'deadline_exceeded' });
      expect(Date.now() - since).toBeLessThan(2_000);
      await sleep(400);
      const { rows: left } = await lock.query(
        `select 1 from pg_stat_activity where datname = current_database() and state = 'active' and pid <> pg_backend_pid()`,
      );
      await lock.query('rollback');
      lock.release();
      expect(left).toHaveLength(0);
    });

    test('a repeated command answers as the first did; other content under its key is refused', async () => {
      const { rpc, request } = seed.command;
      const key = 'repeated-command-1';
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => as(seed.owner)(rpc, request, { key })),
      );
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      const { rows: kept } = await t.admin.query(
        `select count(*)::int as n from idempotency where key = $1`,
        [key],
      );
      expect(kept).toEqual([{ n: 1 }]);
      const other = { ...seed.stale.request };
      if (seed.stale.rpc === rpc)
        await expect(as(seed.owner)(rpc, other, { key })).rejects.toMatchObject({
          reason: 'IDEMPOTENCY_OTHER_CONTENT',
        });
    });

    test('a stale revision is refused with the one that is there', async () => {
      await expect(as(seed.owner)(seed.stale.rpc, seed.stale.request)).rejects.toMatchObject({
        code: 'aborted',
        reason: 'STALE',
        meta: { revision: expect.stringMatching(/^\d+$/) },
      });
    });

    test('row-level security alone: without a scope no row of a protected table is seen', async () => {
      const { rows: tables } = await t.admin.query<{
        name: string;
        forced: boolean;
        policies: number;
      }>(
        `select c.relname as name, c.relforcerowsecurity as forced, (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
         from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relrowsecurity`,
      );
      expect(tables.length).toBeGreaterThan(2);
      const own = new URL(t.env['DATABASE_URL'] as string);
      const pg = (await import('pg')).default;
      const plain = new pg.Client({ connectionString: own.href });
      await plain.connect();
      try {
        for (const table of tables) {
          expect(table).toMatchObject({ forced: true });
          expect(table.policies).toBeGreaterThan(0);
          expect((await plain.query(`select 1 from "${table.name}" limit 1`)).rows).toHaveLength(0);
        }
        const role = await plain.query<{ su: boolean; by: boolean; owns: number }>(
          `select rolsuper as su, rolbypassrls as by, (select count(*)::int from pg_class where relowner = r.oid) as owns from pg_roles r where rolname = current_user`,
        );
        expect(role.rows).toEqual([{ su: false, by: false, owns: 0 }]);
      } finally {
        await plain.end();
      }
    });

    test('the key of a command is forgotten after thirty days, and no sooner', async () => {
      await t.admin.query(
        `update idempotency set recorded_at = now() - interval '31 days' where key = 'repeated-command-1'`,
      );
      const { rows: before } = await t.admin.query<{ n: number }>(
        'select count(*)::int as n from idempotency',
      );
      const pg = (await import('pg')).default;
      const plain = new pg.Client({ connectionString: t.env['DATABASE_URL'] as string });
      await plain.connect();
      await plain.query(`begin; select set_config('katrol.subject', 'kit:tidy', true)`);
      const { rowCount } = await plain.query('delete from idempotency');
      await plain.query('commit');
      await plain.end();
      expect(rowCount).toBe(1);
      const { rows: after } = await t.admin.query<{ n: number }>(
        'select count(*)::int as n from idempotency',
      );
      expect(after[0]?.n).toBe((before[0]?.n ?? 0) - 1);
    });

    test('the schema is the one that was reviewed: test/schema.sql (KATROL_WRITE_SCHEMA=1 writes it)', async () => {
      const schema = await schemaSnapshot(t.adminUrl);
      if (process.env['KATROL_WRITE_SCHEMA']) writeFileSync('test/schema.sql', schema);
      expect(schema).toBe(readFileSync('test/schema.sql', 'utf8'));
    });

    test('SIGTERM drains: a call under way is answered, then the process ends well', () =>
      drains(c, t, seed));
  });
}

const soon = (): Date => new Date(Date.now() + 15_000);
const rowsOf = (answer: unknown): unknown[] => {
  const found = Object.values(answer as Record<string, unknown>).find((v) => Array.isArray(v));
  return (found as unknown[] | undefined) ?? [];
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function drains<S extends DescService>(
  c: Conforming<S>,
  t: UnderTest<S>,
  seed: Seed,
): Promise<void> {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', c.main], {
    env: { PATH: process.env['PATH'], ...t.env, LISTEN: address, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', () => reject(new Error('the process ended before it was ready')));
  });
  const peer = connect(c.service, address);
  const lock = await t.admin.connect();
  await lock.query(`begin; lock table ${seed.slow.table} in access exclusive mode`);
  const underWay = peer.call(seed.slow.rpc as never, seed.slow.request as never, {
    token: await t.token(seed.owner),
    deadline: soon(),
  });
  await sleep(300);
  child.kill('SIGTERM');
  await sleep(300);
  await lock.query('rollback');
  lock.release();
  await underWay;
  expect(await exited).toBe(0);
  peer.close();
}
