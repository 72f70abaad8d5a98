import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { namesOf, reviewedNames, unreviewed, writeNames } from '../src/names.ts';
import type { Metric } from '../src/otlp.ts';
import { flowProblem, orphans, serviceOf } from '../src/traces.ts';
import { redAndCardinality } from './red.ts';
import { CANARY, openWorld, pidOf, until, type Answer, type World } from '../src/world.ts';

// The platform as `npm start` runs it; the long form does more of the same.
const FLOWS = Number(process.env['KATROL_FLOWS'] ?? 40);
const HOLD_S = Number(process.env['KATROL_HOLD_S'] ?? 5);
const REQUESTS = 200;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.stop());

const quiet = async (): Promise<void> => {
  for (let seen = -1; seen !== world.receiver.spans.length; await sleep(2_500))
    seen = world.receiver.spans.length;
};
const latest = (
  name: string,
  service: string,
): { value: number; at: number; metric: Metric } | undefined => {
  const metric = world.receiver.metrics.findLast(
    (m) => m.name === name && m.resource['service.name'] === service,
  );
  const point = metric?.points.toSorted((a, b) => b.value - a.value)[0];
  return metric && point && { value: point.value, at: Number(point.time / 1_000_000n), metric };
};
const flows = async (count: number): Promise<Answer[]> => {
  const answers: Answer[] = [];
  let n = 0;
  const loop = async (): Promise<void> => {
    while (n < count) answers.push(await world.flow(n++));
  };
  await Promise.all([loop(), loop(), loop(), loop()]);
  expect(answers.map((a) => a.status)).toEqual(answers.map(() => 200));
  return answers;
};

test('O1 one trace from browser to projection, also when the relay is killed between', async () => {
  const before = await flows(FLOWS);
  const letGo = await world.holdRelay('volunteer_training');
  const held = await flows(Math.ceil(FLOWS / 4));
  // what the killed process had not sent yet would be missing: one batch interval
  await sleep(2_000);
  await world.restart('volunteer-training', 'SIGKILL');
  await letGo();
  await until(
    () => held.every((h) => !flowProblem(world.receiver.spans, h)),
    'the effects of what was held',
  );
  await quiet();
  const { spans } = world.receiver;
  expect(
    [...before, ...held].map((f) => flowProblem(spans, f)).filter((p) => p !== undefined),
  ).toEqual([]);
  expect(orphans(spans, world.begun).map((s) => `${serviceOf(s)} ${s.name}`)).toEqual([]);
  process.stdout.write(
    `O1: ${before.length + held.length} flows, ${spans.length} spans, 0 orphans\n`,
  );
});

test('O1 a replay is a trace of its own, linked to the command, and has no effect', async () => {
  const tutors = async () =>
    (await world.database('matching').query<{ count: string }>('select count(*) from tutor'))
      .rows[0]?.count;
  const count = await tutors();
  const repeats = () =>
    world.receiver.spans.filter(
      (s) => serviceOf(s) === 'matching' && s.attributes['katrol.event.repeat'] === true,
    );
  await world
    .database('matching')
    .query(`update cursor set position = 0 where source = 'volunteer-training'`);
  await world.restart('matching', 'SIGTERM');
  await until(() => repeats().length >= FLOWS, 'repeats seen');
  const commands = new Set(
    world.receiver.spans
      .filter((s) => s.kind === 2 && serviceOf(s) === 'volunteer-training')
      .map((s) => s.spanId),
  );
  for (const repeat of repeats()) {
    expect(repeat.parentSpanId).toBe('');
    expect(repeat.links.map((l) => commands.has(l.spanId))).toEqual([true]);
  }
  expect(await tutors()).toBe(count);
  await until(
    () => (latest('inbox.duplicates', 'matching')?.value ?? 0) >= FLOWS,
    'duplicates counted',
  );
});

test('O5 outbox age is true while the relay is stopped, across a restart, then 0', async () => {
  const letGo = await world.holdRelay('volunteer_training');
  const told = await world.flow(90_001);
  const { rows } = await world
    .database('volunteer_training')
    .query<{ at: Date }>('select min(recorded_at) as at from outbox where position is null');
  const since = rows[0]?.at.getTime() ?? 0;
  const check = (): number => {
    const age = latest('outbox.oldest.age', 'volunteer-training');
    expect(Math.abs((age?.value ?? 0) - ((age?.at ?? 0) - since) / 1000)).toBeLessThan(2);
    return age?.value ?? 0;
  };
  await sleep(HOLD_S * 500);
  check();
  await world.restart('volunteer-training', 'SIGTERM');
  await sleep(Math.max(0, since + HOLD_S * 1000 - Date.now()) + 1_500);
  expect(check()).toBeGreaterThan(HOLD_S - 2);
  expect(latest('outbox.pending', 'volunteer-training')?.value).toBe(1);
  process.stdout.write(
    `O5: relay stopped ${((Date.now() - since) / 1000).toFixed(1)} s, ` +
      `age reads ${latest('outbox.oldest.age', 'volunteer-training')?.value.toFixed(1)} s\n`,
  );
  await letGo();
  await until(
    () => latest('outbox.oldest.age', 'volunteer-training')?.value === 0,
    'age is 0 again',
    10,
  );
  await until(() => !flowProblem(world.receiver.spans, told), 'the effect of what was held');
});

test('O6 lag is time: a slow hearer shows it, though it is one event behind', async () => {
  const holder = await world.database('matching').connect();
  await holder.query('begin');
  await holder.query('lock table tutor in access exclusive mode');
  // what was held or replayed before was old, and is not what is measured here
  await sleep(2_500);
  await until(
    () => latest('consumer.time.lag', 'matching')?.value === 0,
    'nothing old is heard any more',
  );
  const from = world.receiver.metrics.length;
  await world.flow(90_002);
  const told = Date.now();
  await sleep(HOLD_S * 1000);
  await holder.query('rollback');
  const held = (Date.now() - told) / 1000;
  holder.release();
  const longest = () =>
    Math.max(
      0,
      ...world.receiver.metrics
        .slice(from)
        .filter((m) => m.name === 'consumer.time.lag' && serviceOf(m as never) === 'matching')
        .flatMap((m) => m.points.map((p) => p.value)),
    );
  await until(() => longest() >= HOLD_S - 1, 'the lag');
  await sleep(1_500);
  expect(Math.abs(longest() - held)).toBeLessThan(2);
  process.stdout.write(
    `O6: hearer held ${held.toFixed(1)} s, lag reads ${longest().toFixed(1)} s\n`,
  );
  await until(() => latest('consumer.time.lag', 'matching')?.value === 0, 'lag is 0 again', 10);
});

test('O10 request lines are JSON, UTC, with a trace id; error ids are in the log', async () => {
  const lists = 'katrol.volunteer_training.v1.VolunteerTrainingService/ListTutors';
  const database = world.database('volunteer_training');
  await database.query('alter table tutor rename to tutor_away');
  const bug = await world.post(lists, { branchCode: 'oostende' }, { as: 'marieke.vanhoutte' });
  await database.query('alter table tutor_away rename to tutor');
  await world.post(
    'x%0A%7B%22level%22%3A60%7D',
    { name: 'a\n{"level":60}' },
    { headers: { 'user-agent': 'x{"level":60}' } },
  );
  await world.post('katrol.intake.v1.IntakeService/SubmitReferral', {
    branchCode: 'a\n{"level":60,"injected":1}',
  });
  await sleep(500);
  const errorId = /internal ([0-9a-f-]{36})/.exec(String(bug.body['message']))?.[1] ?? 'none';
  const said = world.platform.said();
  const lines = said
    .split('\n')
    .flatMap((line) => /^\[[\w-]+\] (\{.*)$/.exec(line)?.[1] ?? [])
    .map((json) => JSON.parse(json) as Record<string, unknown>);
  const requests = lines.filter((l) => l['msg'] === 'answered');
  expect(requests.length).toBeGreaterThan(FLOWS * 2);
  for (const line of requests)
    expect(line).toMatchObject({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  expect(said).not.toMatch(/"level":60/);
  expect(lines.filter((l) => l['errorId'] === errorId)).toEqual([
    expect.objectContaining({ msg: 'bug', traceId: bug.traceId }),
  ]);
  // the service's own line of the same bug, under the same trace
  expect(
    lines
      .filter((l) => l['msg'] === 'bug' && l['traceId'] === bug.traceId)
      .map((l) => String(l['service']))
      .sort(),
  ).toEqual(['gateway', 'volunteer-training']);
  await until(
    () =>
      world.receiver.logs.some(
        (l) => l.attributes['katrol.error.id'] === errorId && l.traceId === bug.traceId,
      ),
    'the line over OTLP',
  );
  process.stdout.write(`O10: ${requests.length} request lines, all with a trace id\n`);
});

test('O13 SIGTERM right after requests: every span and line of theirs is exported', async () => {
  const rpc = 'katrol.intake.v1.IntakeService/ListBranches';
  const answers: Answer[] = [];
  // no more beside each other than the door takes
  while (answers.length < REQUESTS)
    answers.push(...(await Promise.all(Array.from({ length: 25 }, () => world.post(rpc, {})))));
  expect(answers.filter((a) => a.status !== 200)).toEqual([]);
  const pids = (['gateway', 'intake'] as const).map((s) => pidOf(world.platform, s) ?? 0);
  await Promise.all([world.restart('gateway', 'SIGTERM'), world.restart('intake', 'SIGTERM')]);
  expect((['gateway', 'intake'] as const).map((s) => pidOf(world.platform, s))).not.toEqual(pids);
  const lost = answers.filter(({ traceId }) => {
    const services = new Set(
      world.receiver.spans.filter((s) => s.traceId === traceId && s.kind === 2).map(serviceOf),
    );
    const logged = world.receiver.logs.filter(
      (l) => l.traceId === traceId && l.body === 'answered',
    ).length;
    return services.size !== 2 || logged !== 2;
  });
  expect(lost).toEqual([]);
  process.stdout.write(`O13: 0 of ${answers.length} lost\n`);
});

redAndCardinality(() => world);

test('O2 nothing leaves that is not on the reviewed list', async () => {
  await quiet();
  const seen = namesOf(world.receiver);
  if (process.env['KATROL_WRITE_NAMES']) writeNames(seen);
  const reviewed = reviewedNames();
  expect(unreviewed(seen, reviewed)).toEqual([]);
  // what only Kafka brings is on the list too
  const own = (list: Record<string, unknown>): string[] =>
    Object.keys(list).filter((name) => !/messaging\.|kafka/.test(name));
  expect(own(seen.metrics).sort()).toEqual(own(reviewed.metrics).sort());
});

test('no name, phone number, account or token is in what left', () => {
  const bodies = world.receiver.raw.map((b) => b.toString('latin1'));
  for (const secret of [
    CANARY,
    '0470 99 88 77',
    'Proef ',
    'd22d47dc-3036-54b2-8ec3-f4ebe8de0ebf',
    'eyJ',
    'Marieke',
  ]) {
    expect(bodies.filter((b) => b.includes(secret)).length).toBe(0);
  }
});
