import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditKey, Sealer, verifyAudit, type Checkpoint, type Verified } from '@katrol/store';
import pg from 'pg';
import { startDatabase, type TestDatabase } from '@katrol/testkit';

const ROWS = 200;
const LONG = 40_000;
const key = auditKey('a secret of the tests, 32 or more.');

/**
 * What somebody who owns the machine of the database may do to the audit, and what must come of it.
 */
type Tamper = { what: string; sql: string[]; kind: string; position: number };

// in a transaction whose triggers are off: more than the owner role may do
const tampers: Tamper[] = [
  {
    what: 'a row is changed',
    sql: [`update audit set subject = 'somebody else' where seq = $seq(50)`],
    kind: 'CHANGED',
    position: 50,
  },
  {
    what: 'a row is deleted',
    sql: ['delete from audit where seq = $seq(60)'],
    kind: 'DELETED',
    position: 60,
  },
  {
    what: 'a row is deleted with its seal',
    sql: ['delete from audit where seq = $seq(61)', 'delete from audit_seal where position = 61'],
    kind: 'DELETED',
    position: 61,
  },
  {
    what: 'a row is put into the past',
    sql: [
      `insert into audit (subject, kind, rpc, outcome, occurred_at)
        values ('x', 'person', '/x', 'ok', now() - interval '1 day')`,
    ],
    kind: 'INSERTED',
    position: 0,
  },
  {
    what: 'two rows change places',
    sql: [
      'update audit_seal set seq = -1 where position = 70',
      'update audit_seal set seq = $seq(70) where position = 71',
      'update audit_seal set seq = $seq(71) where position = 70',
    ],
    kind: 'CHANGED',
    position: 70,
  },
  {
    what: 'the tail is cut',
    sql: ['delete from audit where seq > $seq(150)', 'delete from audit_seal where position > 150'],
    kind: 'CUT',
    position: 151,
  },
];

// An audit that was touched is found out, with the first row that is wrong. Six ways, and what the
// runtime role may not do.
describe('S12: the audit', () => {
  let t: TestDatabase;
  let runtime: pg.Pool;
  let last: Checkpoint | undefined;
  const seqs: string[] = [];
  const sealAll = async (): Promise<number> => {
    const sealer = new Sealer(runtime, key);
    let all = 0;
    for (let rows = 1; rows > 0; all += rows) {
      const sealed = await sealer.once();
      rows = sealed.rows;
      last = sealed.checkpoint ?? last;
    }
    return all;
  };
  const verify = (known: Checkpoint[] = []): Promise<Verified> =>
    verifyAudit(t.admin, [key], known);
  beforeAll(async () => {
    t = await startDatabase();
    runtime = new pg.Pool({ connectionString: t.url, max: 2 });
    await restore();
    const { rows } = await t.admin.query<{ seq: string }>(
      'select s.seq::text from audit_seal s order by s.position',
    );
    seqs.push(...rows.map((r) => r.seq));
  });
  afterAll(async () => {
    await runtime.end();
    await t.stop();
  });

  test('untouched it holds, and two sealers at once seal each row once', async () => {
    await written(1, 50);
    await Promise.all([sealAll(), sealAll()]);
    expect(await verify()).toMatchObject({ rows: ROWS + 50, waiting: 0, problem: undefined });
  });

  test.each(tampers)('found: $what', async ({ sql, kind, position }) => {
    const c = await t.admin.connect();
    try {
      await c.query(`begin; set local session_replication_role = replica`);
      for (const statement of sql)
        await c.query(
          statement.replaceAll(/\$seq\((\d+)\)/g, (_, n: string) => seqs[Number(n) - 1] ?? ''),
        );
      await c.query('commit');
      // INSERTED names the row of the audit: it never got a place
      const { problem } = await verify();
      expect(problem).toMatchObject({ kind });
      if (position > 0) expect(problem?.position).toBe(BigInt(position));
      else
        expect(problem?.seq).toBe(
          (
            await t.admin.query<{ seq: string }>(`select max(seq)::text as seq from audit`)
          ).rows.map((r) => BigInt(r.seq))[0],
        );
    } finally {
      c.release();
      await restore();
    }
  });

  test('found: everything is written anew, with hashes that fit', async () => {
    const other = auditKey('the key of whoever wrote it anew...');
    await rewrite(t.admin, other);
    expect(await verify()).toMatchObject({ problem: { kind: 'UNSIGNED', position: 1n } });
    await restore();
  });

  test('found: the tail cut with its signatures, by a signature kept elsewhere', async () => {
    const kept = last as Checkpoint;
    const half = BigInt(ROWS / 2);
    await t.admin.query(`begin; set local session_replication_role = replica;
      delete from audit where seq > ${seqs[ROWS / 2 - 1]};
      delete from audit_seal where position > ${half};
      delete from audit_checkpoint where position > ${half}; commit`);
    expect((await verify()).problem).toBeUndefined();
    expect((await verify([kept])).problem).toMatchObject({ kind: 'CUT', position: half + 1n });
    await restore();
  });

  test('the runtime role cannot change, delete or empty it; nor the owner by mistake', async () => {
    for (const table of ['audit', 'audit_seal', 'audit_checkpoint', 'audit_key']) {
      const column = table === 'audit' ? 'outcome' : 'position';
      for (const sql of [
        `update ${table} set ${column} = ${column}`,
        `delete from ${table}`,
        `truncate ${table}`,
      ]) {
        await expect(runtime.query(sql)).rejects.toMatchObject({ code: '42501' });
        await expect(t.admin.query(sql)).rejects.toMatchObject({ code: '42501' });
      }
    }
  });

  test('a long chain is sealed and read to its end', async () => {
    await truncateAll(t.admin);
    await written(1, LONG);
    await sealAll();
    const since = performance.now();
    const verified = await verify();
    const seconds = (performance.now() - since) / 1_000;
    process.stdout.write(
      `S12: ${verified.rows} rows verified in ${seconds.toFixed(2)} s ` +
        `= ${Math.round(verified.rows / seconds)}/s\n`,
    );
    expect([verified.rows, verified.problem]).toEqual([LONG, undefined]);
  }, 120_000);

  async function written(from: number, until: number): Promise<void> {
    const c = await runtime.connect();
    await c.query(`begin; select set_config('katrol.subject', 'a person', true);
      select write_audit(jsonb_agg(jsonb_build_object('kind', 'person', 'name', '', 'role', '',
        'rpc', '/rpc', 'what', 'file', 'branch_code', '', 'object_id', 'file-' || n,
        'outcome', 'ok', 'reason', '', 'trace_id', '')))
      from generate_series(${from}, ${until}) n; commit`);
    c.release();
  }

  // what a tamper did is undone by making the same chain again
  async function restore(): Promise<void> {
    await truncateAll(t.admin);
    for (const [from, until] of [
      [1, ROWS / 2],
      [ROWS / 2 + 1, ROWS],
    ] as const) {
      await written(from, until);
      await sealAll();
    }
  }
});

const truncateAll = async (admin: pg.Pool): Promise<void> => {
  await admin.query(
    `begin; set local session_replication_role = replica;
      truncate audit, audit_seal, audit_checkpoint, audit_key restart identity; commit`,
  );
};

// whoever owns the database makes a chain that fits, and signs it with a key of their own
async function rewrite(admin: pg.Pool, other: ReturnType<typeof auditKey>): Promise<void> {
  await admin.query(`begin; set local session_replication_role = replica;
    update audit set subject = 'nobody' where seq % 7 = 0;
    truncate audit_seal, audit_checkpoint, audit_key; commit`);
  const sealer = new Sealer(admin, other);
  while ((await sealer.once()).rows > 0);
}
