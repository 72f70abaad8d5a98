import { create, getOption, type DescMethod, type DescService } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { Role, type LinkKind } from '@katrol/proto/katrol/common/v1/codes';
import { Exposure, exposure, links } from '@katrol/proto/katrol/common/v1/options_pb';
import { enter, type Sql } from '@katrol/store';
import pg from 'pg';
import type { AccessSample } from './seed.ts';
import type { UnderTest } from './service.ts';

// what only some days hold
const MAY_BE_EMPTY = ['bulk_reading'];
const atHome = { branches: ['oostende'], university: 'hogent' };
const elsewhere = { branches: ['melle'], universities: ['vives'], subject: 'c-melle' };

type Verdict = {
  table: string;
  rows: number;
  seen: number;
  changed: string;
  deleted: string;
  added: string;
};

/**
 * S3: with every check of the application left out - plain statements without a condition, in the
 * runtime role - somebody from elsewhere still sees, changes, deletes and adds nothing of what the
 * sample keeps.
 */
export function describeIsolation<S extends DescService>(under: () => UnderTest<S>): void {
  test('S3: row-level security alone keeps protected tables from who is elsewhere', async () => {
    const t = under();
    // no sample brings a file
    await t.admin.query(
      `insert into file_piece (subject, file_id, number, piece)
        values ('c-oostende', uuidv7(), 0, '\\x31')`,
    );
    const { rows: tables } = await t.admin.query<{ name: string }>(
      `select relname as name from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace
          and relrowsecurity order by 1`,
    );
    const client = new pg.Client({ connectionString: t.url });
    await client.connect();
    try {
      const verdicts: Verdict[] = [];
      for (const { name } of tables) verdicts.push(await verdictOn(t, client, name));
      expect(
        verdicts
          .filter((v) => v.rows === 0)
          .map((v) => v.table)
          .filter((name) => !MAY_BE_EMPTY.includes(name)),
      ).toEqual([]);
      const held = (v: Verdict): object => ({
        ...v,
        seen: 0,
        changed: expect.stringMatching(/^(0 rows|42501)$/),
        deleted: expect.stringMatching(/^(0 rows|42501)$/),
        added: v.rows === 0 ? v.added : '42501',
      });
      expect(verdicts).toEqual(verdicts.map(held));
      const rows = verdicts.reduce((sum, v) => sum + v.rows, 0);
      process.stdout.write(
        `S3: ${verdicts.length} protected tables with ${rows} rows: ` +
          'none seen, changed, deleted or added from elsewhere\n',
      );
    } finally {
      await client.end();
    }
  });
}

async function verdictOn<S extends DescService>(
  t: UnderTest<S>,
  client: pg.Client,
  table: string,
): Promise<Verdict> {
  const { rows } = await t.admin.query<{ row: object }>(
    `select to_json(x) as row from "${table}" x limit 200`,
  );
  const { rows: columns } = await t.admin.query<{ name: string }>(
    `select column_name as name from information_schema.columns
      where table_schema = 'public' and table_name = $1
        and is_identity = 'NO' and is_generated = 'NEVER'
      order by ordinal_position`,
    [table],
  );
  const names = columns.map(({ name }) => `"${name}"`);
  const first = names[0] ?? '';
  const attempt = async (sql: string, values: unknown[] = []): Promise<string> => {
    await client.query('begin');
    try {
      await enter(asRaw(client), elsewhere, 5_000);
      const { rowCount, rows: found } = await client.query<{ n?: number }>(sql, values);
      return found[0]?.n === undefined ? `${rowCount ?? 0} rows` : String(found[0].n);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      return error.code ?? error.message;
    } finally {
      await client.query('rollback');
    }
  };
  return {
    table,
    rows: rows.length,
    seen: Number(await attempt(`select count(*)::int as n from "${table}"`)),
    changed: await attempt(`update "${table}" set ${first} = ${first}`),
    deleted: await attempt(`delete from "${table}"`),
    added:
      rows.length === 0
        ? ''
        : await attempt(
            `insert into "${table}" (${names.join()})
              select ${names.join()} from json_populate_record(null::"${table}", $1)`,
            [JSON.stringify(rows[0]?.row)],
          ),
  };
}

const asRaw = (client: pg.Client): Parameters<typeof enter>[0] => ({
  query: async <Row>({ text, values }: Sql) => (await client.query(text, values)).rows as Row[],
});

/**
 * S2: what the contract does not name is refused by every command, at the top and inside, and
 * nothing is done.
 */
export function describeUnknownFields<S extends DescService>(
  service: DescService,
  under: () => UnderTest<S>,
  sample: () => AccessSample,
): void {
  test(`S2: ${service.typeName} takes in no field that the contract does not name`, async () => {
    const t = under();
    const who = { subject: 'c-oostende', roles: [...Role], ...atHome };
    const person = await t.token(who);
    const alone = await t.identity.system('reporting');
    let tried = 0;
    for (const [rpc, method] of Object.entries(service.method) as [string, DescMethod][]) {
      if (method.methodKind !== 'unary') continue;
      const request = create(method.input, sample().requests[rpc] as never);
      const [link] = getOption(method, links) as LinkKind[];
      const token = link
        ? await t.identity.link({ link, ...sample().links?.[link] })
        : getOption(method, exposure) === Exposure.UNSPECIFIED
          ? alone
          : person;
      // field 900, a text: more than any message of ours has
      Object.assign(request, {
        $unknown: [{ no: 900, wireType: 2, data: Buffer.from([4, 0x74, 0x72, 0x75, 0x65]) }],
      });
      await expect(
        t.peer.call(rpc as never, request as never, {
          token,
          deadline: new Date(Date.now() + 10_000),
        }),
      ).rejects.toMatchObject({ code: 'invalid_argument' });
      tried += 1;
    }
    expect(tried).toBeGreaterThan(0);
  });
}
