import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WaitingBeganSchema, WaitingEndedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { SessionHeldSchema, SessionMissedSchema } from '@katrol/proto/katrol/matching/v1/events_pb';
import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import { eventually, startPublisher, startUnderTest, type Publisher } from '@katrol/testkit';
import { startReporting } from '../src/service.ts';
import {
  barrier,
  coordinator,
  family,
  HAALTERT,
  heard,
  LEDE,
  referral,
  said,
  thisYear,
  type Reporting,
} from './seed.ts';

// What a branch takes out of its own figures, and what it says of itself.
let t: Reporting;
let intake: Publisher;
let matching: Publisher;
let families: [string, string];
const branchCode = 'lede';
beforeAll(async () => {
  [intake, matching] = await Promise.all([startPublisher(), startPublisher()]);
  t = await startUnderTest(ReportingService, startReporting, {
    peers: { intake: intake.address, matching: matching.address },
  });
  const lives = { branchCode, municipalityCode: LEDE };
  families = [family(intake, lives), family(intake, lives)];
  const [one, other] = families;
  barrier(matching, one, { branchCode, on: '2026-10-12' });
  barrier(matching, other, { branchCode, on: '2026-10-11' });
  barrier(matching, one, { branchCode, lifeDomain: 'money', on: '2026-10-10' });
  await heard(t, 'barrier', 3);
});
afterAll(async () => {
  await t.stop();
  for (const publisher of [intake, matching]) publisher.stop();
});

/** A file as it is streamed to a coordinator, line by line. */
async function streamed(rpc: 'exportFigures' | 'exportCounted', more: object): Promise<string[]> {
  const token = await t.token(coordinator(branchCode));
  const deadline = new Date(Date.now() + 30_000);
  const asked = { branchCode, period: thisYear, ...more };
  let text = '';
  for await (const piece of t.peer.stream(rpc, asked, { token, deadline })) text += piece.text;
  return text.split('\r\n');
}

describe('a file', () => {
  test('of what was counted has no name and no id; the same family is the same number', async () => {
    const lines = await streamed('exportCounted', { indicator: 'barriers', options: {} });
    for (const id of families) expect(lines.join('')).not.toContain(id);
    expect(lines[2]).toBe('gezin nr.;begeleider nr.;dag;tot;code;aantal');
    expect(lines.slice(3, 6)).toEqual([
      '1;;2026-10-12;;housing;0',
      '2;;2026-10-11;;housing;0',
      '1;;2026-10-10;;money;0',
    ]);
    const { rows } = await t.admin.query(
      `select branch_code from audit where object_id = 'export:counted barriers'`,
    );
    expect(rows).toEqual([{ branch_code: branchCode }]);
  });

  test('of figures says of whom, of which days, under which filter, and when', async () => {
    const lines = await streamed('exportFigures', { municipalities: [LEDE] });
    expect(lines[0]).toMatch(/^\uFEFFcijfers;lede;2026-09-01 - 2027-08-31;\d{4}-\d\d-\d\d$/);
    expect(lines[1]).toBe(`filter;${LEDE}`);
    const barriers = lines.filter((line) => line.endsWith(';barriers'));
    expect(barriers.map((line) => line.split(';').slice(1, 4).join(' '))).toEqual([
      'housing 2 0',
      'money 1 0',
      'all 2 0',
    ]);
  });
});

describe('a course over time', () => {
  const year = { kind: 'school_year', year: 2024 } as const;
  const course = async (code: string, more: object = {}) => {
    const asked = { branchCode: 'haaltert', period: year, ...more };
    const { courses } = await t.as(coordinator('haaltert'))('getFigures', asked);
    const found = courses.find(({ indicator }) => indicator?.code === code);
    const points = (found?.points ?? []).filter(({ value }) => value > 0);
    return {
      months: new Set(found?.points.map(({ month }) => month)).size,
      points: Object.fromEntries(
        points.map(({ month, code: of, value }) => [[month, of].filter(Boolean).join(' '), value]),
      ),
    };
  };

  test('has what happened in each month, and who waited at its end', async () => {
    const lives = { branchCode: 'haaltert', municipalityCode: HAALTERT };
    const [one, other] = [
      family(intake, lives),
      family(intake, { ...lives, municipalityCode: LEDE }),
    ];
    for (const on of ['2024-08-31', '2024-09-01', '2024-09-30', '2025-08-31'])
      referral(intake, one, { branchCode: 'haaltert', on });
    // two files of one family wait: it waits once
    waits(one, '2024-09-10', '2024-12-01');
    waits(one, '2024-10-10', '2024-11-05');
    waits(other, '2024-10-31', '2024-11-30');
    for (const [on, held] of [
      ['2024-11-04', true],
      ['2024-11-11', true],
      ['2024-11-18', false],
      ['2025-01-06', true],
    ] as const)
      session(one, on, held);
    await heard(t, 'referral', 4);
    await heard(t, 'session', 4);
    await eventually(async () => {
      const { rows } = await t.admin.query(`select 1 from fact where kind = 'waiting'
        and until is not null`);
      expect(rows).toHaveLength(3);
    });
    expect(await course('referrals_by_month')).toEqual({
      months: 12,
      points: { '2024-09-01': 2, '2025-08-01': 1 },
    });
    // who began somewhere on the last day of a month does not wait at its end
    expect((await course('waiting_at_month_end')).points).toEqual({
      '2024-09-01': 1,
      '2024-10-01': 2,
      '2024-11-01': 1,
    });
    expect((await course('sessions_by_month')).points).toEqual({
      '2024-11-01 held': 2,
      '2024-11-01 missed': 1,
      '2025-01-01 held': 1,
    });
    const inLede = { municipalities: [LEDE] };
    expect((await course('waiting_at_month_end', inLede)).points).toEqual({ '2024-10-01': 1 });
    expect((await course('referrals_by_month', inLede)).points).toEqual({});
  });
});

/** A family that waited from a day until another. */
function waits(familyId: string, since: string, until: string): void {
  const told = { referralId: randomUUID(), familyId, branchCode: 'haaltert', since };
  const began = { ...told, waitReason: 'no_tutor', occurredOn: since } as const;
  intake.tell(WaitingBeganSchema, began, familyId);
  intake.tell(WaitingEndedSchema, { ...told, why: 'trajectory', occurredOn: until }, familyId);
}

function session(familyId: string, occurredOn: string, held: boolean): void {
  const told = { trajectoryId: randomUUID(), familyId, tutorId: randomUUID() };
  const on = { ...told, branchCode: 'haaltert', sessionId: randomUUID(), occurredOn };
  if (held) matching.tell(SessionHeldSchema, { ...on, minutes: 60 }, familyId);
  else matching.tell(SessionMissedSchema, on, familyId);
}

describe('an answer to one of the five questions', () => {
  test('that says nothing is not an answer; one that was said is taken away by it', async () => {
    const lede = t.as(coordinator(branchCode));
    const asked = { branchCode, year: 2026 };
    await expect(
      lede('keepExaminationAnswer', { answer: said(branchCode, '') }),
    ).rejects.toMatchObject({ fields: [{ field: 'answer.text', reason: 'VALUE_MISSING' }] });
    expect((await lede('getExamination', asked)).answers).toEqual([]);
    const answer = await lede('keepExaminationAnswer', { answer: said(branchCode) });
    await lede('keepExaminationAnswer', { answer: { ...answer, text: '' } });
    expect((await lede('getExamination', asked)).answers).toEqual([]);
  });
});

describe('a table that no release has', () => {
  const text = 'Wachttijd volgens stadium, per provincie';
  const researcher = asking('onderzoeker', 'policy-reader');
  const other = asking('ander', 'policy-reader');
  const operator = asking('beheerder', 'operator');

  test('is asked, seen by who asked and who makes releases, and answered once', async () => {
    await expect(researcher()('askTable', { text: '' })).rejects.toMatchObject({
      fields: [{ field: 'text', reason: 'VALUE_MISSING' }],
    });
    const { id, askedOn } = await researcher()('askTable', { text });
    expect(askedOn).not.toBe('');
    expect((await other()('listTableRequests', {})).requests).toEqual([]);
    const [seen] = (await operator()('listTableRequests', {})).requests;
    expect(seen).toMatchObject({ id, text, answer: '', revision: 1 });
    const answer = { id, answer: 'Ze komt in het volgende verslag.', revision: 1 };
    await expect(researcher()('answerTable', answer)).rejects.toMatchObject({
      reason: 'ROLE_MISSING',
    });
    const both = await Promise.allSettled([
      operator()('answerTable', answer),
      operator()('answerTable', { ...answer, answer: 'Dat kan niet.' }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const [own] = (await researcher()('listTableRequests', {})).requests;
    expect(own).toMatchObject({ id, revision: 2 });
    expect(own?.answer).not.toBe('');
    await expect(operator()('answerTable', { ...answer, id: randomUUID() })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('that was answered stands behind those that were not', async () => {
    const { id } = await other()('askTable', { text: 'Nog iets' });
    const { requests } = await operator()('listTableRequests', {});
    expect(requests.map(({ id: one, answer }) => [one === id, answer !== ''])).toEqual([
      [true, false],
      [false, true],
    ]);
  });
});

function asking(subject: string, role: 'policy-reader' | 'operator') {
  return () => t.as({ subject, name: subject, roles: [role] });
}
