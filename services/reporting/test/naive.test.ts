import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ReferrerKind } from '@katrol/proto/katrol/intake/v1/codes';
import {
  ReferralClosedSchema,
  ReferralSubmittedSchema,
  WaitingBeganSchema,
  WaitingEndedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { LifeDomain } from '@katrol/proto/katrol/common/v1/codes';
import {
  BarrierChangedSchema,
  SessionCorrectedSchema,
  SessionHeldSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import { addDays } from '@katrol/runtime';
import { eventually, startPublisher, startUnderTest, type Publisher } from '@katrol/testkit';
import { startReporting } from '../src/service.ts';
import { coordinator, family, thisYear, type Reporting } from './seed.ts';

// Every figure is what somebody would count by hand from what was told, in whatever order the
// families' stories come in, each event twice.
const seed = Number(process.env['KATROL_SEED'] ?? Date.now() % 1_000_000);
let state = seed;
const chance = (): number => {
  state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
  return state / 4_294_967_296;
};
const pick = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)] as T;
const someDay = (): string => addDays('2025-09-01', Math.floor(chance() * 400));

let t: Reporting;
let intake: Publisher;
let matching: Publisher;
beforeAll(async () => {
  [intake, matching] = await Promise.all([startPublisher(), startPublisher()]);
  t = await startUnderTest(ReportingService, startReporting, {
    peers: { intake: intake.address, matching: matching.address },
  });
});
afterAll(async () => {
  await t.stop();
  intake.stop();
  matching.stop();
});

type Step = () => void;
const inThisYear = (day: string): boolean => day >= '2026-09-01' && day <= '2027-08-31';
const branchCode = 'oostende';

/** What is counted by hand: values by figure, and by figure and code. */
class ByHand {
  readonly #values = new Map<string, Set<string>>();
  add(figure: string, code: string, what: string): void {
    for (const key of [figure, `${figure} ${code}`]) {
      const known = this.#values.get(key) ?? new Set();
      this.#values.set(key, known.add(what));
    }
  }
  count(figure: string, code = ''): number {
    return this.#values.get(code === '' ? figure : `${figure} ${code}`)?.size ?? 0;
  }
}

/** One family's story, in its order: each step is told twice, as the same event. */
function story(byHand: ByHand): Step[] {
  const familyId = family(intake);
  const steps: Step[] = [];
  const tell = (
    to: Publisher,
    ...[schema, fact]: Parameters<Publisher['tell']> extends [infer S, infer F, ...unknown[]]
      ? [S, F]
      : never
  ) => {
    const id = randomUUID();
    for (const _ of [1, 2]) steps.push(() => void to.tell(schema, fact, familyId, id));
  };
  const whose = { familyId, branchCode };
  const asked = { ...whose, referralId: randomUUID(), occurredOn: someDay() };
  const referrerKind = pick(ReferrerKind);
  tell(intake, ReferralSubmittedSchema, { ...asked, referrerKind });
  if (inThisYear(asked.occurredOn)) byHand.add('referrals', referrerKind, asked.referralId);
  if (chance() < 0.3) {
    const on = someDay();
    tell(intake, ReferralClosedSchema, { ...asked, why: 'moved', occurredOn: on });
    if (inThisYear(on)) byHand.add('closed_questions', 'moved', asked.referralId);
  } else if (chance() < 0.5) {
    const since = someDay();
    const waits = { ...whose, referralId: asked.referralId, since };
    tell(intake, WaitingBeganSchema, { ...waits, waitReason: 'no_tutor', occurredOn: since });
    const ended = addDays(since, Math.floor(chance() * 60));
    tell(intake, WaitingEndedSchema, { ...waits, why: 'trajectory', occurredOn: ended });
    if (inThisYear(since)) byHand.add('waiting_reasons', 'no_tutor', asked.referralId);
    if (inThisYear(ended)) byHand.add('waiting_ended', 'trajectory', asked.referralId);
  }
  const trajectory = { ...whose, trajectoryId: randomUUID(), tutorId: randomUUID() };
  for (let n = Math.floor(chance() * 4); n > 0; n -= 1) {
    const sessionId = randomUUID();
    const first = someDay();
    tell(matching, SessionHeldSchema, { ...trajectory, sessionId, occurredOn: first, minutes: 60 });
    const isRight = chance() < 0.6;
    const last = isRight ? first : someDay();
    const held = isRight || chance() < 0.5;
    if (!isRight)
      tell(matching, SessionCorrectedSchema, {
        ...trajectory,
        sessionId,
        occurredOn: last,
        minutes: held ? 45 : 0,
        held,
        correction: 1,
      });
    if (inThisYear(last)) byHand.add('sessions', held ? 'held' : 'missed', sessionId);
    if (inThisYear(last) && held) byHand.add('families_supported', '', familyId);
  }
  for (let n = Math.floor(chance() * 3); n > 0; n -= 1) {
    const barrierId = randomUUID();
    const lifeDomain = pick(LifeDomain);
    const opened = someDay();
    const of = { ...whose, barrierId, lifeDomain, levers: 1 };
    tell(matching, BarrierChangedSchema, { ...of, status: 'open', occurredOn: opened });
    if (inThisYear(opened)) byHand.add('barriers', lifeDomain, familyId);
    if (chance() < 0.4) {
      const eased = addDays(opened, 10);
      tell(matching, BarrierChangedSchema, { ...of, status: 'eased', occurredOn: eased });
      if (inThisYear(eased)) byHand.add('barriers_eased', lifeDomain, familyId);
    }
  }
  return steps;
}

const FAMILIES = Number(process.env['KATROL_FAMILIES'] ?? 60);

test(`${FAMILIES} stories interleaved, each event twice; seed ${seed}`, async () => {
  const byHand = new ByHand();
  const stories = Array.from({ length: FAMILIES }, () => story(byHand));
  const marked = family(intake);
  while (stories.some(({ length }) => length > 0))
    pick(stories.filter(({ length }) => length > 0)).shift()?.();
  // the last of each publisher is heard when these are
  const last = { familyId: marked, branchCode, occurredOn: '2020-01-01' };
  intake.tell(
    ReferralSubmittedSchema,
    { ...last, referralId: randomUUID(), referrerKind: 'other' },
    marked,
  );
  matching.tell(
    SessionHeldSchema,
    {
      ...last,
      sessionId: randomUUID(),
      trajectoryId: randomUUID(),
      tutorId: randomUUID(),
      minutes: 1,
    },
    marked,
  );
  await eventually(async () => {
    const { rows } = await t.admin.query(`select 1 from fact where family_id = $1`, [marked]);
    expect(rows).toHaveLength(2);
  });
  const { figures } = await t.as(coordinator())('getFigures', { branchCode, period: thisYear });
  for (const code of [
    'referrals',
    'closed_questions',
    'waiting_reasons',
    'waiting_ended',
    'sessions',
    'families_supported',
    'barriers',
    'barriers_eased',
  ]) {
    const figure = figures.find(({ indicator }) => indicator === code);
    expect([code, figure?.total]).toEqual([code, byHand.count(code)]);
    for (const row of figure?.rows ?? [])
      if (row.code !== '')
        expect([code, row.code, row.value]).toEqual([code, row.code, byHand.count(code, row.code)]);
  }
}, 120_000);
