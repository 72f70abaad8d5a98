import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
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
    const second = bed.startRelay();
    await bed.tell(facts(keys, 10));
    await second.stop();
    bed.startRelay();
    await bed.tell(facts(keys, 10, 11));
    await eventually(async () => expect(await heardBy(hearer)).toHaveLength(140));
    const heard = await heardBy(hearer);
    for (const key of keys) expect(ofKey(key, heard)).toEqual(values(facts([key], 20)));
  });

  test('publishes beside each other do not disturb each other', async () => {
    await bed.publishTogether(50);
  });
});
