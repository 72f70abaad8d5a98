import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import { startPublisher, startUnderTest, type Publisher } from '@katrol/testkit';
import { startReporting } from '../src/service.ts';
import {
  barrier,
  coordinator,
  family,
  heard,
  LEDE,
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
