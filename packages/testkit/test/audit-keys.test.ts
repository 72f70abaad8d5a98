import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { auditKey, keysBefore, Sealer, verifyAudit, type Verified } from '@katrol/store';
import pg from 'pg';
import { startDatabase, type TestDatabase } from '@katrol/testkit';

const secretOf = (name: string): string => `the secret of the audit named ${name} or more`;
const keyOf = (name: string) => auditKey(secretOf(name));

// A secret is renewed now and then, or lost: neither makes what was sealed before look forged, and
// neither lets anybody forge it.
describe('S12: the key of the audit is renewed', () => {
  let t: TestDatabase;
  let runtime: pg.Pool;
  beforeAll(async () => {
    t = await startDatabase();
    runtime = new pg.Pool({ connectionString: t.url, max: 2 });
  });
  afterAll(async () => {
    await runtime.end();
    await t.stop();
  });
  beforeEach(() => outside('truncate audit, audit_seal, audit_checkpoint, audit_key'));

  // whoever owns the machine of the database: no trigger and no right holds them
  const outside = async (sql: string): Promise<void> => {
    await t.admin.query(`begin; set local session_replication_role = replica; ${sql}; commit`);
  };
  /** Ten rows, sealed by a process that starts with this secret. */
  const sealedBy = async (name: string, before = '', pool = runtime) => {
    await runtime.query(`begin; select set_config('katrol.subject', 'a person', true);
      select write_audit(jsonb_agg(jsonb_build_object('kind', 'person', 'name', '', 'role', '',
        'rpc', '/rpc', 'what', 'file', 'branch_code', '', 'object_id', '', 'outcome', 'ok',
        'reason', '', 'trace_id', ''))) from generate_series(1, 10); commit`);
    const sealer = new Sealer(pool, keyOf(name), keysBefore(before));
    return { sealer, ...(await sealer.once()) };
  };
  const verify = (name: string): Promise<Verified> => verifyAudit(t.admin, [keyOf(name)]);
  const whole = { problem: undefined, begunAnew: undefined, waiting: 0 };

  test('renewed with the one before: whole, for who holds the new key and who holds the old', async () => {
    await sealedBy('a');
    await sealedBy('b', secretOf('a'));
    await sealedBy('c', `${secretOf('a')}, ${secretOf('b')}`);
    for (const name of ['a', 'b', 'c']) {
      expect([name, await verify(name)]).toEqual([name, expect.objectContaining(whole)]);
    }
    expect(await verify('c')).toMatchObject({ rows: 30, checkpoints: 3 });
    expect(await verify('d')).toMatchObject({ problem: { kind: 'UNSIGNED', position: 1n } });
  });

  test('a chain from before there were keys on record is taken over too', async () => {
    await sealedBy('a');
    await outside('truncate audit_key');
    await sealedBy('b', secretOf('a'));
    expect(await verify('b')).toMatchObject({ ...whole, rows: 20 });
  });

  test('who follows seals; who is followed stops, and neither takes turns', async () => {
    const { sealer: old } = await sealedBy('a', secretOf('b'));
    const { sealer: renewed } = await sealedBy('b', secretOf('a'));
    expect(await old.once()).toMatchObject({ rows: 0, key: 'retired' });
    expect(await renewed.once()).toMatchObject({ key: 'signs' });
    // put back: the old secret once more, in a process of its own
    await sealedBy('a', secretOf('b'));
    expect(await renewed.once()).toMatchObject({ key: 'retired' });
    expect(await verify('a')).toMatchObject({ ...whole, rows: 30 });
  });

  test('renewed without the one before: nothing is sealed until it is given', async () => {
    await sealedBy('a');
    expect(await sealedBy('b')).toMatchObject({ rows: 0, key: 'strange' });
    expect(await sealedBy('b', secretOf('z'))).toMatchObject({ rows: 0, key: 'strange' });
    await sealedBy('b', secretOf('a'));
    expect(await verify('b')).toMatchObject({ ...whole, rows: 40 });
  });

  test('a secret with a comma is a secret', async () => {
    await sealedBy('a, b');
    await sealedBy('c', secretOf('a, b'));
    expect(await verify('c')).toMatchObject(whole);
  });

  test('lost: verifying says on which day it began anew, and still finds what was changed', async () => {
    await sealedBy('a');
    await sealedBy('b', 'lost');
    const verified = await verify('b');
    expect(verified).toMatchObject({ rows: 20, checkpoints: 1, problem: undefined });
    expect(Math.abs(Number(verified.begunAnew) - Date.now())).toBeLessThan(60_000);
    await outside(`update audit set subject = 'x' where seq = (select min(seq) from audit)`);
    expect(await verify('b')).toMatchObject({ problem: { kind: 'CHANGED', position: 1n } });
  });

  test('found: the part before a lost key is written anew, with hashes that fit', async () => {
    await sealedBy('a');
    await sealedBy('b', 'lost');
    const { rows: keys } = await t.admin.query('select * from audit_key where number = 2');
    await outside(`update audit set subject = 'x' where seq = (select min(seq) from audit);
      truncate audit_seal, audit_checkpoint, audit_key`);
    await new Sealer(t.admin as never, keyOf('forger')).once();
    await outside(`truncate audit_key; insert into audit_key
      select * from json_populate_recordset(null::audit_key, '${JSON.stringify(
        keys.map((k: Record<string, unknown>) =>
          Object.fromEntries(
            Object.entries(k).map(([name, v]) => [
              name,
              Buffer.isBuffer(v) ? `\\x${v.toString('hex')}` : v,
            ]),
          ),
        ),
      ).replaceAll("'", "''")}')`);
    expect((await verify('b')).problem).toMatchObject({ kind: 'UNSIGNED' });
  });

  test('found: somebody forges a key that follows, or the chain with a key of their own', async () => {
    await sealedBy('a');
    await sealedBy('b', secretOf('a'));
    await outside(`insert into audit_key select 3, id, public_key, 20, hash, now(), '${keyOf('b').id}',
      signature, signature from audit_key where number = 1`);
    const forged = new Sealer(t.admin, keyOf('a'));
    expect(await forged.once()).toMatchObject({ rows: 0 });
    await sealedBy('a');
    expect((await verify('b')).problem).toMatchObject({ kind: 'UNSIGNED', position: 21n });
    await outside('truncate audit_seal, audit_checkpoint, audit_key');
    await sealedBy('forger');
    expect((await verify('b')).problem).toMatchObject({ kind: 'UNSIGNED', position: 1n });
  });

  test('found: a key that was followed signs further', async () => {
    await sealedBy('a');
    await outside('create table kept as select * from audit_key');
    await sealedBy('b', secretOf('a'));
    // the old secret leaked: its holder hides that it was renewed, and seals on
    await outside('truncate audit_key; insert into audit_key select * from kept; drop table kept');
    await sealedBy('a');
    expect((await verify('b')).problem).toMatchObject({ kind: 'UNSIGNED', position: 1n });
  });
});
