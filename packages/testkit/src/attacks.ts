import { randomUUID } from 'node:crypto';
import { getOption, type DescMessage, type DescMethod, type DescService } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { fieldsOf } from '@katrol/contract';
import { Exposure, exposure, Form } from '@katrol/proto/katrol/common/v1/options_pb';
import { connect } from '@katrol/rpc';
import { EVERYTHING, answered, named, type Asked } from './asking.ts';
import { costsOnWire, tooDear } from './at-the-limit.ts';
import { fuzzSeconds } from './config.ts';
import { fuzz } from './fuzz.ts';
import type { AccessSample } from './seed.ts';
import type { UnderTest } from './service.ts';

// what tells of nobody: that somebody looked at it is not kept
const OF_NOBODY: Record<string, string> = {
  GetProfile: 'how a branch works, open to everybody there',
  ListProfileVersions: 'the same, as it was',
  ListProfilePresets: 'the same, as the platform ships it',
  ListUniversities: 'reference data',
  ListProgrammes: 'reference data',
  ListIndicators: 'what is counted and how, the same for everybody',
  ListReports: 'what funders ask for',
  ListReleases: 'released figures, in which nobody is',
  GetRelease: 'the same',
  GetReport: 'the same',
};

type Attacked<S extends DescService> = { t: UnderTest<S>; sample: AccessSample };

/** What somebody tries who means no good: the first service is the one's own. */
export function describeAttacks<S extends DescService>(
  services: readonly DescService[],
  under: () => Attacked<S>,
): void {
  const [own] = services as readonly [DescService];
  test(
    'S22: what nobody should send crashes nothing and is told nothing of the inside',
    () => fuzzed(under(), services),
    fuzzSeconds() * 1_000 + 120_000,
  );

  test('S22: a request at its limit costs little, whatever it holds', () => {
    const methods = services.flatMap((service) => Object.values<DescMethod>(service.method));
    const costs = methods.flatMap(costsOnWire);
    expect(costs.length).toBeGreaterThan(methods.length);
    expect(tooDear(costs)).toEqual([]);
  });

  test('S11: an identifier in capitals is the same one: in answers, on record, in what is told', () =>
    capitals(under(), own));

  test.each(services)('S11: $typeName: whoever asks or does anything is on record', (service) =>
    leavesALine(under(), service),
  );

  test('R18: a repeated command is for who may still see it, and on record', () =>
    repeatsOnlyForWhoMaySee(under(), own));
}

async function fuzzed<S extends DescService>(
  { t, sample }: Attacked<S>,
  services: readonly DescService[],
): Promise<void> {
  const token = await t.token(EVERYTHING);
  const samples = sample.requests;
  const report = await fuzz({ services, address: t.address, token, samples });
  const { calls, answered, refused, findings, seed } = report;
  process.stdout.write(
    `S22: ${calls} calls in ${fuzzSeconds()} s: ${answered} answered, ${refused} refused, ` +
      `${findings.length} findings; seed ${seed}\n`,
  );
  expect(findings).toEqual([]);
  expect(calls).toBeGreaterThan(fuzzSeconds());
}

/** A request with its identifiers in capitals; what is opaque stays as its owner spells it. */
const shouted = (desc: DescMessage, request: object): object =>
  Object.fromEntries(
    Object.entries(request).map(([name, value]) => {
      const field = fieldsOf(desc).find((one) => one.key === name);
      const loud = (one: unknown): unknown => {
        if (field?.inner && typeof one === 'object' && one) return shouted(field.inner, one);
        return field?.rule.form === Form.ID && typeof one === 'string' ? one.toUpperCase() : one;
      };
      return [name, Array.isArray(value) ? value.map(loud) : loud(value)];
    }),
  );

/** Every request with its identifiers in capitals, as somebody who may call all of it. */
async function capitals<S extends DescService>(
  { t, sample }: Attacked<S>,
  service: DescService,
): Promise<void> {
  const token = await t.token(EVERYTHING);
  const peer = connect(service, t.address);
  const ask = async (asked: Asked, request: object): Promise<unknown> =>
    await answered(peer, asked, request, token).then(
      () => 'answers',
      (error: unknown) => named(error),
    );
  let spelled = 0;
  for (const [rpc, method] of Object.entries(service.method) as [string, DescMethod][]) {
    const request = sample.requests[rpc] ?? {};
    if (JSON.stringify(shouted(method.input, request)) === JSON.stringify(request)) continue;
    const asked = { rpc, method };
    const said = await ask(asked, shouted(method.input, request));
    if (/^(Get|List|Find|Explain)/.test(method.name))
      expect([rpc, said]).toEqual([rpc, await ask(asked, request)]);
    spelled += 1;
  }
  peer.close();
  const { rows } = await t.admin.query(
    `select rpc as what, object_id as id from audit
        where object_id ~ $1 and object_id <> lower(object_id)
      union all select type, key from outbox where key ~ $1 and key <> lower(key)`,
    ['^[0-9A-F-]{36}$'],
  );
  expect(rows).toEqual([]);
  const { rows: read } = await t.admin.query<{ n: number }>(
    `select count(*)::int as n from audit where subject = $1 and what = 'file'`,
    [EVERYTHING.subject],
  );
  process.stdout.write(`S11: ${spelled} RPCs with capitals, ${read[0]?.n} files read on record\n`);
}

/** Every RPC once as somebody who may: what was answered is on record, under its own name. */
async function leavesALine<S extends DescService>(
  { t, sample }: Attacked<S>,
  service: DescService,
): Promise<void> {
  const token = await t.token(EVERYTHING);
  const peer = connect(service, t.address);
  const lines = async (name: string): Promise<number> =>
    (
      await t.admin.query<{ n: number }>(
        `select count(*)::int as n from audit where rpc = $1 and subject = $2`,
        [name, EVERYTHING.subject],
      )
    ).rows[0]?.n ?? 0;
  const silent: string[] = [];
  let judged = 0;
  for (const [rpc, method] of Object.entries(service.method) as [string, DescMethod][]) {
    if (getOption(method, exposure) === Exposure.PUBLIC) continue;
    const name = `/${service.typeName}/${method.name}`;
    const before = await lines(name);
    const asked = { rpc, method };
    const outcome = await answered(peer, asked, sample.requests[rpc] ?? {}, token).catch(named);
    // a state that does not allow it is no refusal of a right
    if (typeof outcome === 'string' && !/^(no|not found)$/.test(outcome)) continue;
    judged += 1;
    if ((await lines(name)) === before) silent.push(method.name);
  }
  peer.close();
  process.stdout.write(`S11: ${service.typeName}: ${judged} RPCs on record\n`);
  expect(silent.filter((name) => !(name in OF_NOBODY))).toEqual([]);
  expect(silent.every((name) => OF_NOBODY[name])).toBe(true);
}

const GONE = { ...EVERYTHING, branches: ['melle'], university: 'vives' };

/**
 * Every command under a key as somebody who may call all of it, again, and once more after the
 * branch and the university were taken: refused, and the second time on record as the first. What is
 * told once is told to nobody again.
 */
async function repeatsOnlyForWhoMaySee<S extends DescService>(
  { t, sample }: Attacked<S>,
  service: DescService,
): Promise<void> {
  const tokens = { held: await t.token(EVERYTHING), gone: await t.token(GONE) };
  const peer = connect(service, t.address);
  const opened = async (rpc: string): Promise<string[]> =>
    (
      await t.admin.query<{ id: string }>(
        `select object_id as id from audit where rpc = $1 and outcome = 'ok' order by seq`,
        [rpc],
      )
    ).rows.map(({ id }) => id);
  let repeated = 0;
  for (const [rpc, method] of Object.entries(service.method) as [string, DescMethod][]) {
    const reads = /^(Get|List|Export|Find|Explain)/.test(method.name);
    if (reads || getOption(method, exposure) === Exposure.PUBLIC) continue;
    const name = `/${service.typeName}/${method.name}`;
    const key = randomUUID();
    const ask = async (token: string): Promise<unknown> =>
      await peer
        .call(rpc as never, (sample.requests[rpc] ?? {}) as never, {
          token,
          key,
          deadline: new Date(Date.now() + 10_000),
        })
        .catch(named);
    const before = await opened(name);
    const first = await ask(tokens.held);
    if (typeof first === 'string') continue;
    const once = (await opened(name)).slice(before.length);
    const isOnce = sample.toldOnce?.includes(rpc) ?? false;
    const again = isOnce ? expect.any(String) : first;
    expect([rpc, await ask(tokens.held)]).toEqual([rpc, again]);
    const twice = (await opened(name)).slice(before.length + once.length);
    expect([rpc, new Set(twice)]).toEqual([rpc, new Set(isOnce ? [] : once)]);
    expect([rpc, typeof (await ask(tokens.gone))]).toEqual([rpc, 'string']);
    repeated += 1;
  }
  peer.close();
  process.stdout.write(`R18: ${repeated} commands repeated\n`);
}
