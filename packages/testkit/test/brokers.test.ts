import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import { createCall, fact } from '@katrol/events';
import { systemClock } from '@katrol/runtime';
import type { RawTx } from '@katrol/store';
import { eventually } from '../src/eventually.ts';
import { Bed, asOperator, heardBy, parkedBy, type Kind } from './bed.ts';

const seed = process.env['KATROL_SEED'] ?? randomBytes(4).toString('hex');

/** `count` facts for each of the keys, taken in turn: a:1 b:1 a:2 b:2 */
const facts = (keys: readonly string[], count: number, from = 1): [string, string][] =>
  Array.from({ length: count }, (_, i) =>
    keys.map((key): [string, string] => [key, `${key}:${from + i}`]),
  ).flat();

const values = (all: readonly (readonly [string, string])[]): string[] =>
  all.map(([, value]) => value);
const ofKey = (key: string, heard: readonly string[]): string[] =>
  heard.filter((value) => value.startsWith(`${key}:`));

const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((k) => `${k}${seed}`);

const kinds: Kind[] = process.env['KATROL_TEST_KAFKA'] ? ['direct', 'kafka'] : ['direct'];

// The one suite that every broker passes.
describe.each(kinds)('the %s broker', (kind) => {
  let bed: Bed;
  beforeEach(async () => {
    bed = new Bed(kind);
    await bed.open();
  });
  afterEach(async () => {
    await bed.close();
  });

  test('brings every fact once, in order under its key', async () => {
    const all = facts(keys, 40);
    const hearer = await bed.hearer();
    await bed.tell(all);
    await eventually(async () =>
      expect((await heardBy(hearer)).toSorted()).toEqual(values(all).toSorted()),
    );
    const heard = await heardBy(hearer);
    for (const key of keys) expect(ofKey(key, heard)).toEqual(values(facts([key], 40)));
  });

  test('brings the whole past to who comes later', async () => {
    const all = facts(keys, 20);
    await bed.tell(all);
    const hearer = await bed.hearer();
    await eventually(async () => expect(await heardBy(hearer)).toHaveLength(all.length));
  });

  test('goes on where a hearer left off, nothing twice', async () => {
    const first = await bed.hearer();
    await bed.tell(facts(keys, 10));
    await eventually(async () => expect(await heardBy(first)).toHaveLength(70));
    await first.stop();
    await bed.tell(facts(keys, 10, 11));
    const again = await bed.hearer(first.name);
    await eventually(async () => expect(await heardBy(again)).toHaveLength(140));
    const heard = await heardBy(again);
    for (const key of keys) expect(ofKey(key, heard)).toEqual(values(facts([key], 20)));
  });

  test('brings again what could not be written, and nothing is lost', async () => {
    let away = true;
    const hearer = await bed.hearer(undefined, { away: () => away });
    await bed.tell(facts(keys, 5));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await heardBy(hearer)).toEqual([]);
    expect(hearer.broker.alive()).toBe(true);
    away = false;
    await eventually(async () => expect(await heardBy(hearer)).toHaveLength(35));
    expect(await parkedBy(hearer)).toEqual([]);
  });

  test('parks a bad fact with what comes behind it under its key; other keys go on', async () => {
    const [bad = '', ...others] = keys;
    const hearer = await bed.hearer(undefined, { refuses: (value) => value === `${bad}:2` });
    await bed.tell(facts(keys, 4));
    await eventually(async () => expect(await heardBy(hearer)).toHaveLength(others.length * 4 + 1));
    await eventually(async () =>
      expect(await parkedBy(hearer)).toEqual([
        `${bad} TEST_REFUSED`,
        `${bad} BEHIND_PARKED`,
        `${bad} BEHIND_PARKED`,
      ]),
    );
    expect(ofKey(bad, await heardBy(hearer))).toEqual([`${bad}:1`]);
  });

  test('what is parked is repaired and released in its order; then the key goes on', async () => {
    const [bad = ''] = keys;
    const hearer = await bed.hearer(undefined, { refuses: (value) => value === `${bad}:2` });
    await bed.tell(facts([bad], 14));
    await eventually(async () => expect(await parkedBy(hearer)).toHaveLength(13));
    expect(await hearer.parked.release(bed.source, bad)).toEqual({
      released: 0,
      left: 13,
      reason: 'TEST_REFUSED',
    });
    const { rows, total } = await asOperator(hearer, (tx) =>
      hearer.parked.list(tx, { after: 0n, limit: 10 }),
    );
    expect({ total, json: rows[0]?.json, behind: rows[0]?.behind }).toEqual({
      total: 1,
      json: `"${bad}:2"`,
      behind: 12,
    });
    const id = rows[0]?.id ?? '';
    await expect(
      asOperator(hearer, (tx) => hearer.parked.repair(tx, { id, json: '{"no":"text"}' })),
    ).rejects.toMatchObject({ reason: 'INPUT_INVALID' });
    await asOperator(hearer, (tx) => hearer.parked.repair(tx, { id, json: `"${bad}:2b"` }));
    expect(await hearer.parked.release(bed.source, bad)).toEqual({
      released: 13,
      left: 0,
      reason: '',
    });
    await bed.tell([[bad, `${bad}:15`]]);
    await eventually(async () =>
      expect(await heardBy(hearer)).toEqual(values(facts([bad], 15)).with(1, `${bad}:2b`)),
    );
    expect(await parkedBy(hearer)).toEqual([]);
  });

  test('what cannot travel waits where an operator sees it, and nothing waits behind it', async () => {
    const [bad = '', good = ''] = keys;
    const hearer = await bed.hearer();
    // as an older release could have told them: no command tells so much any more
    await bed.tellLarge(bad, 2_200_000);
    await bed.tellLarge(bad, 2_200_000);
    await bed.tell([
      [bad, `${bad}:3`],
      ...facts([good], 40).map(([key, value]): [string, string] => [key, value]),
    ]);
    await eventually(async () => expect(await heardBy(hearer)).toEqual(values(facts([good], 40))));
    const own = await bed.hearer(bed.source);
    expect(await parkedBy(own)).toEqual([
      `${bad} FACT_TOO_LARGE`,
      `${bad} BEHIND_PARKED`,
      `${bad} BEHIND_PARKED`,
    ]);
    expect(await own.parked.release(bed.source, bad)).toEqual({
      released: 0,
      left: 3,
      reason: 'FACT_TOO_LARGE',
    });
    const { skip: takeAway } = own.parked;
    for (let i = 0; i < 2; i++) {
      const { rows } = await asOperator(own, (tx) => own.parked.list(tx, { after: 0n, limit: 10 }));
      await asOperator(own, (tx) => takeAway(tx, rows[0]?.id ?? ''));
    }
    expect(await own.parked.release(bed.source, bad)).toEqual({ released: 1, left: 0, reason: '' });
    await eventually(async () => expect((await heardBy(hearer)).at(-1)).toBe(`${bad}:3`));
    expect((await heardBy(hearer)).filter((value) => value.length > 1_000)).toEqual([]);
  });

  test('batches go by their bytes: many large facts come over in order', async () => {
    const hearer = await bed.hearer();
    const all = keys.flatMap((key) =>
      [1, 2, 3, 4].map((n): [string, string] => [key, `${key}:${n}:${'x'.repeat(120_000)}`]),
    );
    await bed.tell(all);
    // their contract takes shorter texts: each is parked where it was heard
    const parked = async (): Promise<string[]> =>
      (
        await hearer.pool.query<{ value: string }>(
          `select split_part(convert_from(substr(payload, 5), 'utf8'), ':x', 1) as value
            from parked order by seq`,
        )
      ).rows.map(({ value }) => value);
    await eventually(async () => expect(await parked()).toHaveLength(28));
    const heard = await parked();
    for (const key of keys)
      expect(ofKey(key, heard)).toEqual([1, 2, 3, 4].map((n) => `${key}:${n}`));
  });

  test('two of the same service share the work: each effect once, in order', async () => {
    const one = await bed.hearer();
    const two = await bed.hearer(one.name);
    await bed.tell(facts(keys, 30));
    await eventually(async () => expect(await heardBy(one)).toHaveLength(210));
    await one.stop();
    await bed.tell(facts(keys, 30, 31));
    await eventually(async () => expect(await heardBy(two)).toHaveLength(420));
    const heard = await heardBy(two);
    for (const key of keys) expect(ofKey(key, heard)).toEqual(values(facts([key], 60)));
  });

  test('a service that is stuck holds up no other', async () => {
    await bed.hearer(undefined, { away: () => true });
    const free = await bed.hearer();
    await bed.tell(facts(keys, 10));
    await eventually(async () => expect(await heardBy(free)).toHaveLength(70));
  });

  test('what one relay leaves is published by the next', async () => {
    const hearer = await bed.hearer();
    const second = await bed.startRelay();
    await bed.tell(facts(keys, 10));
    await second.stop();
    await bed.startRelay();
    await bed.tell(facts(keys, 10, 11));
    await eventually(async () => expect(await heardBy(hearer)).toHaveLength(140));
    const heard = await heardBy(hearer);
    for (const key of keys) expect(ofKey(key, heard)).toEqual(values(facts([key], 20)));
  });

  test('publishes beside each other do not disturb each other', async () => {
    await bed.publishTogether(50);
  });
});

test('a fact that could not travel is refused at the command that tells it', () => {
  const told = fact(StringValueSchema, 'value');
  const { call } = createCall(
    {
      principal: { kind: 'anonymous' },
      scope: { branches: [], universities: [], subject: 'anonymous' },
      deadline: new Date(),
      clock: systemClock,
      name: '/test',
      traceparent: '',
      what: 'change',
    },
    {} as RawTx,
    {},
  );
  call.tell(told, { value: 'x'.repeat(130_000) });
  expect(() => call.tell(told, { value: 'x'.repeat(140_000) })).toThrow('FACT_TOO_LARGE');
});
