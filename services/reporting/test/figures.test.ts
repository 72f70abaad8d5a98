import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  FamiliesMergedSchema,
  FamilyMergeUndoneSchema,
  LedElsewhereSchema,
  ReferralClosedSchema,
  ReferralDecidedSchema,
  ReferralReopenedSchema,
  ReferralTakenBackSchema,
  WaitingBeganSchema,
  WaitingEndedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import {
  SessionCorrectedSchema,
  SessionHeldSchema,
  TrajectoryClosedSchema,
  TrajectoryStartedSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import {
  HoursCountedSchema,
  TrainingAttendedSchema,
} from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { eventually, startPublisher, startUnderTest, type Publisher } from '@katrol/testkit';
import { startReporting } from '../src/service.ts';
import {
  barrier,
  coordinator,
  family,
  heard,
  HAALTERT,
  LEDE,
  referral,
  thisYear,
  type Reporting,
} from './seed.ts';

// What happened is counted once, in its period, as its owner told it last.
let t: Reporting;
let intake: Publisher;
let matching: Publisher;
let training: Publisher;
beforeAll(async () => {
  [intake, matching, training] = await Promise.all([
    startPublisher(),
    startPublisher(),
    startPublisher(),
  ]);
  t = await startUnderTest(ReportingService, startReporting, {
    peers: {
      intake: intake.address,
      matching: matching.address,
      'volunteer-training': training.address,
    },
  });
});
afterAll(async () => {
  await t.stop();
  for (const publisher of [intake, matching, training]) publisher.stop();
});

let branches = 0;
/** Each story has a branch of its own. */
const newBranch = (): string => `werking-${(branches += 1)}`;

const figures = (branchCode: string, more: object = {}) =>
  t.as(coordinator(branchCode))('getFigures', { branchCode, period: thisYear, ...more });
const figure = async (branchCode: string, indicator: string, more: object = {}) => {
  const { figures: all } = await figures(branchCode, more);
  const found = all.find((one) => one.indicator === indicator);
  const rows = Object.fromEntries((found?.rows ?? []).map(({ code, value }) => [code, value]));
  return { total: found?.total, before: found?.totalBefore, rows };
};
const shows = (branchCode: string, indicator: string, what: object) =>
  eventually(async () => expect(await figure(branchCode, indicator)).toMatchObject(what));

describe('a question', () => {
  test('counts once, by who referred, however often it is heard; the year before stands beside it', async () => {
    const branchCode = newBranch();
    const id = family(intake, { branchCode });
    referral(intake, id, { branchCode });
    referral(intake, id, { branchCode, on: '2025-10-05' });
    const again = { branchCode, familyId: id, referralId: randomUUID(), occurredOn: '2026-10-06' };
    const { ReferralSubmittedSchema } = await import('@katrol/proto/katrol/intake/v1/events_pb');
    for (const _ of [1, 2])
      intake.tell(ReferralSubmittedSchema, { ...again, referrerKind: 'parent' }, id);
    await shows(branchCode, 'referrals', { total: 2, before: 1, rows: { school: 1, parent: 1 } });
  });

  test('of a file that was taken back was never asked', async () => {
    const branchCode = newBranch();
    const familyId = family(intake, { branchCode });
    const referralId = referral(intake, familyId, { branchCode });
    await shows(branchCode, 'referrals', { total: 1 });
    const told = { referralId, familyId, branchCode, occurredOn: '2026-10-07' };
    intake.tell(ReferralTakenBackSchema, told, familyId);
    await shows(branchCode, 'referrals', { total: 0 });
  });

  test('that was decided anew counts as decided last, with the criteria of that day', async () => {
    const branchCode = newBranch();
    const familyId = family(intake, { branchCode });
    const told = { referralId: randomUUID(), familyId, branchCode, askedOn: '2026-10-01' };
    const elsewhere = {
      ...told,
      outcome: 'lead_elsewhere',
      occurredOn: '2026-10-02',
    } as const;
    const unmetCriteria = ['income', 'housing'];
    intake.tell(ReferralDecidedSchema, { ...elsewhere, unmetCriteria }, familyId);
    await shows(branchCode, 'not_taken_on', { rows: { income: 1, housing: 1 } });
    const taken = { ...told, outcome: 'trajectory', occurredOn: '2026-10-09' } as const;
    intake.tell(ReferralDecidedSchema, taken, familyId);
    await shows(branchCode, 'decisions', { total: 1, rows: { trajectory: 1 } });
    expect(await figure(branchCode, 'not_taken_on')).toMatchObject({ total: 0 });
  });

  test('that goes on was not closed; where a family was led stands by what helps', async () => {
    const branchCode = newBranch();
    const familyId = family(intake, { branchCode });
    const whose = { familyId, branchCode, occurredOn: '2026-10-03' };
    const referralId = randomUUID();
    intake.tell(ReferralClosedSchema, { ...whose, referralId, why: 'moved' }, familyId);
    await shows(branchCode, 'closed_questions', { rows: { moved: 1 } });
    intake.tell(ReferralReopenedSchema, { ...whose, referralId }, familyId);
    await shows(branchCode, 'closed_questions', { total: 0 });
    const led = { ...whose, referralId, warmReferralId: randomUUID() };
    intake.tell(LedElsewhereSchema, { ...led, domains: ['housing', 'money'] }, familyId);
    await shows(branchCode, 'destinations', { rows: { housing: 1, money: 1 } });
  });
});

describe('waiting', () => {
  test('has a middle and bands; its end may be heard before its begin', async () => {
    const branchCode = newBranch();
    for (const [since, ended] of [
      ['2026-09-01', '2026-09-08'],
      ['2026-09-01', '2026-10-01'],
      ['2026-10-14', ''],
    ] as const) {
      const familyId = family(intake, { branchCode });
      const told = { referralId: randomUUID(), familyId, branchCode, since };
      if (ended !== '')
        intake.tell(
          WaitingEndedSchema,
          { ...told, why: 'trajectory', occurredOn: ended },
          familyId,
        );
      else
        intake.tell(
          WaitingBeganSchema,
          { ...told, waitReason: 'no_tutor', occurredOn: since },
          familyId,
        );
    }
    await shows(branchCode, 'waiting_time', { total: 30 });
    expect(await figure(branchCode, 'waiting_bands')).toMatchObject({
      total: 3,
      rows: { up_to_2_weeks: 1, up_to_6_weeks: 2 },
    });
    expect(await figure(branchCode, 'waiting_by_language')).toMatchObject({ rows: { dutch: 30 } });
  });
});

describe('support', () => {
  test('a log that was put right counts as it stands, also when its correction is heard first', async () => {
    const branchCode = newBranch();
    const familyId = family(intake, { branchCode });
    const told = { trajectoryId: randomUUID(), familyId, tutorId: randomUUID(), branchCode };
    const [held, first] = [randomUUID(), randomUUID()];
    const on = { ...told, occurredOn: '2026-11-02', minutes: 60 };
    matching.tell(SessionHeldSchema, { ...on, sessionId: held }, familyId);
    const right = { ...on, minutes: 0, held: false, correction: 1 };
    matching.tell(SessionCorrectedSchema, { ...right, sessionId: first }, familyId);
    matching.tell(SessionHeldSchema, { ...on, sessionId: first }, familyId);
    await shows(branchCode, 'sessions', { total: 2, rows: { held: 1, missed: 1 } });
    const { tutorId } = told;
    for (const correction of [1, 0])
      training.tell(
        HoursCountedSchema,
        {
          tutorId,
          sessionId: held,
          branchCode,
          minutes: correction === 1 ? 120 : 60,
          occurredOn: '2026-11-02',
          correction,
        },
        tutorId,
      );
    await shows(branchCode, 'hours', { total: 2 });
  });

  test('a trajectory counts on the day it began and on the day it ended', async () => {
    const branchCode = newBranch();
    const familyId = family(intake, { branchCode });
    const told = { trajectoryId: randomUUID(), familyId, tutorId: randomUUID(), branchCode };
    matching.tell(TrajectoryStartedSchema, { ...told, occurredOn: '2026-05-04' }, familyId);
    const closed = { ...told, occurredOn: '2026-10-04', reason: 'goals_reached' } as const;
    matching.tell(TrajectoryClosedSchema, closed, familyId);
    await shows(branchCode, 'trajectories_closed', { rows: { goals_reached: 1 } });
    expect(await figure(branchCode, 'trajectories')).toMatchObject({ total: 0, before: 1 });
  });

  test('somebody who was not at a training after all does not count', async () => {
    const branchCode = newBranch();
    const told = { trainingId: randomUUID(), tutorId: randomUUID(), branchCode, code: 'start' };
    const on = { ...told, code: 'start', occurredOn: '2026-10-01' } as const;
    training.tell(TrainingAttendedSchema, { ...on, attended: true }, told.tutorId);
    await shows(branchCode, 'trainings', { total: 1 });
    training.tell(TrainingAttendedSchema, { ...on, attended: false }, told.tutorId);
    await shows(branchCode, 'trainings', { total: 0 });
  });
});

describe('a family', () => {
  test('with two files is one; taken apart again they are two', async () => {
    const branchCode = newBranch();
    const [one, other] = [family(intake, { branchCode }), family(intake, { branchCode })];
    for (const id of [one, other]) barrier(matching, id, { branchCode });
    await shows(branchCode, 'barriers', { total: 2, rows: { housing: 2 } });
    const merged = { familyId: other, intoFamilyId: one, branchCode, occurredOn: '2026-11-01' };
    intake.tell(FamiliesMergedSchema, merged, one);
    await shows(branchCode, 'barriers', { total: 1, rows: { housing: 1 } });
    const apart = { familyId: other, fromFamilyId: one, branchCode, occurredOn: '2026-11-02' };
    intake.tell(FamilyMergeUndoneSchema, apart, one);
    await shows(branchCode, 'barriers', { total: 2 });
  });

  test('is found by where it lives; a figure opens the list that it was counted from', async () => {
    const branchCode = newBranch();
    const lede = family(intake, { branchCode, municipalityCode: LEDE });
    const haaltert = family(intake, { branchCode, municipalityCode: HAALTERT });
    for (const id of [lede, haaltert]) barrier(matching, id, { branchCode });
    await shows(branchCode, 'barriers', { total: 2 });
    expect(await figure(branchCode, 'barriers', { municipalities: [LEDE] })).toMatchObject({
      total: 1,
    });
    const { rows, info } = await t.as(coordinator(branchCode))('listCounted', {
      branchCode,
      period: thisYear,
      indicator: 'barriers',
      options: { filters: [{ field: 'municipality', values: [LEDE] }] },
    });
    expect(rows).toMatchObject([{ familyId: lede, code: 'housing', day: '2026-10-10' }]);
    expect(info).toMatchObject({ total: 1 });
  });
});

test('another branch’s figures are not there', async () => {
  await expect(
    t.as(coordinator('melle'))('getFigures', { branchCode: 'werking-1', period: thisYear }),
  ).rejects.toMatchObject({ code: 'not_found' });
  const melle = await figures('melle');
  expect(melle.figures.every(({ total }) => total === 0)).toBe(true);
});

test('three kinds of year begin on three days: what happened on a border is in one of each', async () => {
  const branchCode = newBranch();
  const id = family(intake, { branchCode });
  const days = ['2026-08-31', '2026-09-01', '2026-09-20', '2026-09-21', '2026-12-31', '2027-01-01'];
  for (const on of days) referral(intake, id, { branchCode, on });
  await shows(branchCode, 'referrals', { total: 5, before: 1 });
  const of = (kind: string, year: number) =>
    figure(branchCode, 'referrals', { period: { kind, year } });
  expect(await of('academic_year', 2026)).toMatchObject({ total: 3, before: 3 });
  expect(await of('calendar_year', 2026)).toMatchObject({ total: 5, before: 0 });
  expect(await of('calendar_year', 2027)).toMatchObject({ total: 1, before: 5 });
  const { period } = await figures(branchCode, { period: { kind: 'academic_year', year: 2026 } });
  expect(period).toMatchObject({ from: '2026-09-21', until: '2027-09-26' });
});

test('an academic year that is set otherwise is counted otherwise; set by two at once, one is told', async () => {
  const branchCode = newBranch();
  const id = family(intake, { branchCode });
  referral(intake, id, { branchCode, on: '2031-09-20' });
  await eventually(async () => {
    const { rows } = await t.admin.query(`select 1 from fact where day = '2031-09-20'`);
    expect(rows).toHaveLength(1);
  });
  const academic = { period: { kind: 'academic_year', year: 2031 } };
  expect(await figure(branchCode, 'referrals', academic)).toMatchObject({ total: 0 });
  const operator = t.as({ subject: 'operator', roles: ['operator'] });
  const year = { year: 2031, from: '2031-09-15', until: '2032-09-12' };
  await operator('keepAcademicYear', year);
  expect(await figure(branchCode, 'referrals', academic)).toMatchObject({ total: 1 });
  await expect(operator('keepAcademicYear', year)).rejects.toMatchObject({ reason: 'STALE' });
  await heard(t, 'training', 0);
});
