import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, type Intake } from './seed.ts';

// What somebody looks at later comes back on its day, and what cannot wait is never put off.
let t: Intake;
beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake);
  await openBranches(t, { oostende: 'de-katrol', melle: 'de-katrol' });
});
afterAll(() => t.stop());
beforeEach(() => t.admin.query('delete from put_off'));
const TODAY = '2026-11-24';
const as = (branch = 'oostende') => t.as(coordinator(branch));
const inBranch = { branchCode: 'oostende' };
const listed = async (branchCode = 'oostende') =>
  (await as(branchCode)('listPutOff', { branchCode })).lines;
const due = (more: object = {}) => ({
  kind: 'CONTACT_DUE' as const,
  subjectId: randomUUID(),
  since: '2026-11-20',
  until: '2026-11-27',
  ...more,
});
const put = (line: object) => as()('putOff', { ...inBranch, line: line as never });

test('a line is looked at later, by whom everybody of the branch sees, and stands there again on its day', async () => {
  t.clock.set(`${TODAY}T09:00:00Z`);
  const line = due();
  expect((await put(line)).lines).toMatchObject([{ ...line, putBy: 'Ankerfiguur oostende' }]);
  // two at once: whoever is last says until when, and it is one line
  await Promise.all([put({ ...line, until: '2026-11-28' }), put({ ...line, until: '2026-11-29' })]);
  expect(await listed()).toHaveLength(1);
  await put({ ...line, until: '2026-11-26' });
  t.clock.set('2026-11-25T22:59:00Z');
  expect(await listed()).toMatchObject([line.subjectId].map((subjectId) => ({ subjectId })));
  t.clock.set('2026-11-26T08:00:00Z');
  expect(await listed()).toEqual([]);
  expect(await listed('melle')).toEqual([]);
  // what came back by itself is kept no longer than until somebody puts off another
  await put(due({ until: '2026-11-30' }));
  const { rows } = await t.admin.query<{ until: string }>('select until::text from put_off');
  expect(rows).toEqual([{ until: '2026-11-30' }]);
});

test('it is taken back by saying no day; another branch puts nothing off here', async () => {
  t.clock.set(`${TODAY}T09:00:00Z`);
  const line = due();
  await put(line);
  await expect(
    as('melle')('putOff', { ...inBranch, line: { ...line, until: '' } }),
  ).rejects.toMatchObject({ code: 'not_found' });
  expect(await listed()).toHaveLength(1);
  expect((await put({ ...line, until: '' })).lines).toEqual([]);
});

test('what is about safety, a stop, or somebody who waits for an answer cannot wait', async () => {
  t.clock.set(`${TODAY}T09:00:00Z`);
  for (const kind of ['WORRY_RAISED', 'STOP_TO_CONFIRM', 'QUESTION_ASKED', 'CONSENT_TO_TALK'])
    await expect(put(due({ kind }))).rejects.toMatchObject({
      code: 'failed_precondition',
      reason: 'NOT_LATER',
    });
  for (const until of [TODAY, '2026-11-23', '2026-12-09'])
    await expect(put(due({ until }))).rejects.toMatchObject({
      fields: [{ field: 'line.until', reason: 'VALUE_OUT_OF_RANGE' }],
    });
  expect(await listed()).toEqual([]);
});
