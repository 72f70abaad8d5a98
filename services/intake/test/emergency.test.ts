import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { EmergencyAccessOpenedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { connect } from '@katrol/rpc';
import { startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { conversation, coordinator, openBranches, received, type Intake } from './seed.ts';

const WHY = 'De moeder belde ons vanuit het ziekenhuis en vraagt wie de kinderen kent.';
const ask = {
  branchCode: 'melle',
  familyBranchCode: 'oostende',
  familyName: 'Noodgezin',
  phone: '',
  childFirstName: 'Noor',
  reason: WHY,
};

let t: Intake;
let familyId = '';
let referralId = '';
const as = (subject: string, branch = 'melle') =>
  t.as({ ...coordinator(branch), subject, name: `Ankerfiguur ${subject}` });
const ours = () => t.as(coordinator('oostende'));
let people = 0;
/** Somebody of another branch who has tried nothing yet. */
const somebody = () => as(`iemand-${++people}`);

beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake);
  await openBranches(t, { oostende: 'de-katrol', melle: 'de-katrol' });
  const contact = { familyName: 'Noodgezin', phone: '+32 470 81 82 83', language: 'ar' };
  const r = await received(t, 'oostende', {
    contact,
    children: [{ firstName: 'Noor', grade: 'L2', school: 'De Kade' }],
  });
  ({ familyId } = r);
  referralId = r.id;
  const visited = await ours()('recordVisit', {
    referralId,
    saidVoluntary: true,
    heldOn: '2026-11-23',
    place: 'home',
    lifeDomains: ['housing'],
    revision: r.revision,
  });
  const decided = {
    referralId,
    outcome: 'wait' as const,
    familySay: 'Goed',
    reason: 'vol',
    waitReason: 'no_tutor' as const,
    revision: visited.revision,
  };
  await ours()('decideOnReferral', decided);
  const place = await ours()('keepSocialMapPlace', {
    place: { branchCode: 'oostende', name: 'Huis van het Kind', domains: ['housing'] },
  });
  await t.admin.query(
    `insert into warm_referral (family_id, referral_id, branch_code, place_id,
        hand_over, occurred_on, check_on)
      values ($1, $2, 'oostende', $3, 'together', '2026-11-01', '2026-12-01')`,
    [familyId, referralId, place.id],
  );
  // another of the branch, which stays shut whatever is open
  await received(t, 'oostende', {
    contact: { familyName: 'Buurgezin', phone: '0470 99 99 91', language: 'nl' },
    children: [{ firstName: 'Noor' }],
  });
});
afterAll(() => t.stop());

test('who knows the family reads its page, referral and name for a day; nobody else', async () => {
  const who = somebody();
  await expect(who('getFamily', { id: familyId })).rejects.toMatchObject({ code: 'not_found' });
  const opened = await who('openEmergencyAccess', {
    ...ask,
    familyName: 'noodgezin',
    childFirstName: 'NOOR',
  });
  expect(opened).toMatchObject({
    familyId,
    branchCode: 'oostende',
    ownBranchCode: 'melle',
    reason: WHY,
    open: true,
    seenAt: '',
  });
  expect(Date.parse(opened.until) - Date.parse(opened.openedAt)).toBe(24 * 3_600_000);
  const page = await who('getFamily', { id: familyId });
  expect(page).toMatchObject({
    emergencyId: opened.id,
    contact: { familyName: 'Noodgezin' },
    children: [{ firstName: 'Noor' }],
  });
  expect(page.referrals).toHaveLength(1);
  expect(page.warmReferrals[0]?.place?.name).toBe('Huis van het Kind');
  expect(page.timeline.map((l) => l.kind)).toContain('EMERGENCY_OPENED');
  expect((await who('getReferral', { id: referralId })).familyId).toBe(familyId);
  expect(
    (await who('getFamilyLabels', { familyIds: [familyId] })).labels.map((l) => l.familyName),
  ).toEqual(['Noodgezin']);
  expect((await who('listMyEmergencyAccess', {})).rows).toMatchObject([
    { id: opened.id, familyLabel: 'Noodgezin' },
  ]);
  const colleague = somebody();
  await expect(colleague('getFamily', { id: familyId })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect((await colleague('getFamilyLabels', { familyIds: [familyId] })).labels).toEqual([]);
  expect((await colleague('listMyEmergencyAccess', {})).rows).toEqual([]);
  await expect(colleague('endEmergencyAccess', { id: opened.id })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('it is reading only: no list, count, search, export or command reaches it', async () => {
  const who = somebody();
  const shown = async () => {
    const { rows, info } = await who('listFamilies', { branchCode: 'melle' });
    const found = await who('listFamilies', {
      branchCode: 'melle',
      options: { search: 'noodgezin' },
    });
    const waiting = await who('listWaiting', { branchCode: 'melle' });
    const { duplicates } = await who('findLikelyDuplicates', {
      branchCode: 'melle',
      contact: { familyName: 'Noodgezin', phone: '0470818283' },
      children: [],
    });
    let csv = '';
    for await (const p of t.peer.stream(
      'exportFamilies',
      { branchCode: 'melle' },
      { token: await t.token({ ...coordinator('melle'), subject: `iemand-${people}` }) },
    ))
      csv += p.text;
    const map = await who('listSocialMap', { branchCode: 'melle' });
    const { lines } = await who('getToday', { branchCode: 'melle' });
    return JSON.stringify([rows, info, found.rows, waiting.rows, duplicates, csv, map.rows, lines]);
  };
  const before = await shown();
  await who('openEmergencyAccess', ask);
  await who('getFamily', { id: familyId });
  expect(await shown()).toBe(before);
  await expect(who('listFamilies', { branchCode: 'oostende' })).rejects.toMatchObject({
    code: 'not_found',
  });
  const {
    rows: [child],
  } = await t.admin.query<{ id: string }>('select id::text from child where family_id = $1', [
    familyId,
  ]);
  const writes: [string, object][] = [
    [
      'editFamily',
      { familyId, contact: { familyName: 'Anders', phone: '0470000000' }, revision: 1 },
    ],
    ['addChild', { familyId, child: { firstName: 'Extra' } }],
    ['editChild', { childId: child?.id, child: { firstName: 'X' }, revision: 1 }],
    ['recordConversation', await conversation(t, familyId, 'registration')],
    ['keepParent', { parent: { familyId, relation: 'mother' } }],
    ['planVisit', { referralId, plannedFor: '2026-11-25T16:00', revision: 1 }],
    ['recordVisit', { referralId, heldOn: '2026-11-23' }],
    ['getAdvice', { referralId }],
    [
      'decideOnReferral',
      { referralId, outcome: 'wait', familySay: 'Goed', waitReason: 'no_tutor' },
    ],
    ['confirmPriorConsent', { referralId }],
    ['recordWaitingContact', { referralId }],
    ['acknowledgeEmergencyAccess', { id: (await who('listMyEmergencyAccess', {})).rows[0]?.id }],
  ];
  for (const [rpc, request] of writes) {
    await expect(
      (who as (r: string, q: object) => Promise<unknown>)(rpc, request),
    ).rejects.toMatchObject({ code: 'not_found' });
  }
  expect((await ours()('getFamily', { id: familyId })).children.map((c) => c.firstName)).toEqual([
    'Noor',
  ]);
});

test('row-level security alone: only the file, only reading, and never for longer', async () => {
  const who = somebody();
  const subject = `iemand-${people}`;
  await who('openEmergencyAccess', ask);
  const plain = await t.admin.connect();
  const runtime = new URL(t.url).username;
  const inScope = async (sql: string, reading = true) => {
    await plain.query(`begin; set local role "${runtime}"`);
    await plain.query(
      `select set_config('katrol.branches', 'melle', true),
        set_config('katrol.subject', $1, true),
        set_config('katrol.emergency', $2, true)`,
      [subject, reading ? 'reading' : ''],
    );
    try {
      return await plain.query<{ n: number }>(sql);
    } finally {
      await plain.query('rollback');
    }
  };
  try {
    for (const table of [
      'family',
      'child',
      'referral',
      'consent',
      'parent',
      'decision_holder',
      'consent_in_force',
      'consent_receipt',
      'timeline_entry',
      'waiting',
      'warm_referral',
      'social_map_place',
    ]) {
      const key = table === 'family' ? 'id' : table === 'social_map_place' ? 'null' : 'family_id';
      const {
        rows: [all],
      } = await inScope(
        `select count(*)::int as n,
          count(*) filter (where branch_code <> 'melle'
            and ${key} is distinct from '${familyId}')::int as other
          from "${table}"`,
      );
      if (table !== 'social_map_place')
        expect([table, all]).toEqual([table, expect.objectContaining({ other: 0 })]);
      const {
        rows: [shut],
      } = await inScope(
        `select count(*)::int as n from "${table}" where branch_code <> 'melle'`,
        false,
      );
      expect([table, shut?.n]).toEqual([table, 0]);
      for (const sql of [
        `update "${table}" set branch_code = 'melle' where branch_code <> 'melle'`,
        `delete from "${table}" where branch_code <> 'melle'`,
      ]) {
        // nothing is found, or it may not be tried at all
        const changed = await inScope(sql).then(
          ({ rowCount }) => rowCount,
          (e: { code?: string }) => e.code,
        );
        expect([sql, [0, '42501']]).toEqual([sql, expect.arrayContaining([changed])]);
      }
    }
    await expect(
      inScope(`update emergency_access set until = until + interval '1 day'`),
    ).rejects.toThrow('permission denied');
    await expect(
      inScope(
        `insert into emergency_access (family_id, branch_code,
            subject, name, own_branch_code, reason, until)
          values ('${familyId}', 'melle', '${subject}', '', '', '',
            now() + interval '9 days')`,
      ),
    ).rejects.toThrow('permission denied');
    await expect(
      inScope(
        `insert into emergency_access (family_id, branch_code,
            subject, name, own_branch_code, reason)
          values ('${familyId}', 'oostende', '${subject}', '', '', '')`,
      ),
    ).rejects.toThrow('row-level security');
  } finally {
    plain.release();
  }
});

test('after a day it is over, and it cannot be longer than a day', async () => {
  const who = somebody();
  const { id } = await who('openEmergencyAccess', ask);
  await expect(
    t.admin.query(`update emergency_access set until = until + interval '1 second' where id = $1`, [
      id,
    ]),
  ).rejects.toThrow('no_longer_than_a_day');
  await t.admin.query(
    `update emergency_access set until = now() + interval '300 milliseconds' where id = $1`,
    [id],
  );
  expect((await who('getFamily', { id: familyId })).emergencyId).toBe(id);
  await new Promise((resolve) => setTimeout(resolve, 400));
  await expect(who('getFamily', { id: familyId })).rejects.toMatchObject({ code: 'not_found' });
  await expect(who('getReferral', { id: referralId })).rejects.toMatchObject({ code: 'not_found' });
  expect((await who('getFamilyLabels', { familyIds: [familyId] })).labels).toEqual([]);
  // asked again it is opened again, and told again
  expect((await who('openEmergencyAccess', ask)).id).not.toBe(id);
});

test('who does not know it exactly is told nothing, and the attempt is on record', async () => {
  const wrong: object[] = [
    { familyName: 'Onbestaand' },
    { childFirstName: 'Elif' },
    { phone: '0470 81 82 84' },
    { familyBranchCode: 'nergens' },
  ];
  const refusals: unknown[] = [];
  const who = somebody();
  for (const details of wrong)
    refusals.push(
      await who('openEmergencyAccess', { ...ask, ...details }).catch((e: unknown) => e),
    );
  for (const refusal of refusals)
    expect(refusal).toMatchObject({ code: 'not_found', reason: 'EMERGENCY_NOT_FOUND', fields: [] });
  // a second family that is all of this: neither is opened
  await received(t, 'oostende', {
    contact: { familyName: 'Noodgezin', phone: '0470 11 11 12' },
    children: [{ firstName: 'Noor' }],
  });
  await expect(somebody()('openEmergencyAccess', ask)).rejects.toMatchObject({ code: 'not_found' });
  // a number tells them apart
  expect(
    (await somebody()('openEmergencyAccess', { ...ask, phone: '0470 81 82 83' })).familyId,
  ).toBe(familyId);
  await t.admin.query(
    `update family set family_name = 'Naamgenoot', search = 'naamgenoot'
      where phone_digits = '470111112'`,
  );
  const { rows } = await t.admin.query<{ outcome: string; object: string }>(
    `select outcome, object_id as object from audit
      where subject = $1 and rpc like '%/OpenEmergencyAccess'
      order by seq`,
    [`iemand-${people - 2}`],
  );
  expect(rows).toEqual(wrong.map(() => ({ outcome: 'EMERGENCY_NOT_FOUND', object: '' })));
});

test('what is asked lacks something: every field is named; the own branch needs none', async () => {
  const who = somebody();
  await expect(
    who('openEmergencyAccess', { ...ask, familyName: ' ', childFirstName: '', reason: 'omdat' }),
  ).rejects.toMatchObject({
    reason: 'INPUT_INVALID',
    fields: [
      { field: 'family_name', reason: 'VALUE_MISSING' },
      { field: 'reason', reason: 'EMERGENCY_REASON_SHORT' },
    ],
  });
  await expect(who('openEmergencyAccess', { ...ask, childFirstName: '' })).rejects.toMatchObject({
    reason: 'INPUT_INVALID',
    fields: [{ field: 'phone', reason: 'EMERGENCY_KNOW_ONE_MORE' }],
  });
  await expect(
    who('openEmergencyAccess', { ...ask, familyBranchCode: 'melle' }),
  ).rejects.toMatchObject({ code: 'failed_precondition', reason: 'EMERGENCY_NOT_NEEDED' });
  await expect(
    who('openEmergencyAccess', { ...ask, branchCode: 'oostende' }),
  ).rejects.toMatchObject({ code: 'not_found' });
});

test('five attempts an hour, right or wrong, also all at once', async () => {
  const who = somebody();
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      who('openEmergencyAccess', { ...ask, childFirstName: `Gok${i}` }).then(
        () => 'opened',
        (e: { reason: string }) => e.reason,
      ),
    ),
  );
  expect(outcomes.filter((o) => o === 'EMERGENCY_NOT_FOUND')).toHaveLength(5);
  expect(outcomes.filter((o) => o === 'EMERGENCY_ATTEMPTS')).toHaveLength(7);
  await expect(who('openEmergencyAccess', ask)).rejects.toMatchObject({
    code: 'resource_exhausted',
    reason: 'EMERGENCY_ATTEMPTS',
  });
  await t.admin.query(
    `update emergency_attempt set attempted_at = attempted_at - interval '61 minutes'`,
  );
  expect((await who('openEmergencyAccess', ask)).familyId).toBe(familyId);
});

test('opened twice is one access: no second line, no longer', async () => {
  const who = somebody();
  const first = await who('openEmergencyAccess', ask);
  const again = await Promise.all([1, 2, 3].map(() => who('openEmergencyAccess', ask)));
  for (const one of again) expect(one).toEqual(first);
  const other = somebody();
  const ids = await Promise.all(
    [1, 2, 3].map(async () => (await other('openEmergencyAccess', ask)).id),
  );
  expect(new Set(ids).size).toBe(1);
});

test('the family’s branch is told at once, sees why, and stops it', async () => {
  const who = somebody();
  const opened = await who('openEmergencyAccess', ask);
  const told = async () =>
    (await ours()('getToday', { branchCode: 'oostende' })).emergencies.map((e) => e.id);
  const { emergencies } = await ours()('getToday', { branchCode: 'oostende' });
  expect(emergencies.find((e) => e.id === opened.id)).toMatchObject({
    familyId,
    familyLabel: 'Noodgezin',
    name: `Ankerfiguur iemand-${people}`,
    ownBranchCode: 'melle',
    reason: WHY,
    open: true,
    until: opened.until,
  });
  expect((await somebody()('getToday', { branchCode: 'melle' })).emergencies).toEqual([]);
  expect(await ours()('acknowledgeEmergencyAccess', { id: opened.id })).toMatchObject({
    open: true,
    seenBy: 'Ankerfiguur oostende',
  });
  expect(await told()).not.toContain(opened.id);
  expect((await as(`iemand-${people - 1}`)('getFamily', { id: familyId })).emergencyId).toBe(
    opened.id,
  );
  const ended = await ours()('endEmergencyAccess', { id: opened.id });
  expect(ended).toMatchObject({ open: false, endedBy: 'Ankerfiguur oostende' });
  await expect(as(`iemand-${people - 1}`)('getFamily', { id: familyId })).rejects.toMatchObject({
    code: 'not_found',
  });
  const page = await ours()('getFamily', { id: familyId });
  expect(page.emergencyId).toBe('');
  expect(page.emergencyAccesses.find((e) => e.id === opened.id)).toMatchObject({
    reason: WHY,
    open: false,
  });
  expect(page.timeline.map((l) => l.kind)).toContain('EMERGENCY_ENDED');
  expect((await ours()('endEmergencyAccess', { id: opened.id })).endedAt).toBe(ended.endedAt);
});

test('who opened it may stop it too; the branch still sees that it was', async () => {
  const who = somebody();
  const { id } = await who('openEmergencyAccess', ask);
  expect(await who('endEmergencyAccess', { id })).toMatchObject({ open: false, seenAt: '' });
  await expect(who('getFamily', { id: familyId })).rejects.toMatchObject({ code: 'not_found' });
  expect(
    (await ours()('getToday', { branchCode: 'oostende' })).emergencies.map((e) => e.id),
  ).toContain(id);
});

test('each reading names it on the family’s record; the event holds no word of why', async () => {
  const who = somebody();
  const { id } = await who('openEmergencyAccess', ask);
  await who('getFamily', { id: familyId });
  const audit = connect(AuditService, t.address);
  const reads = async (token: string) =>
    await audit.call(
      'listReads',
      { service: 'intake', objectId: familyId, options: { limit: 200 } },
      { token, deadline: new Date(Date.now() + 5_000) },
    );
  const { rows } = await reads(await t.token(coordinator('oostende')));
  const lines = rows.filter((r) => r.reason === `emergency:${id}`);
  expect(lines.map((r) => r.what).sort()).toEqual(['file', 'name']);
  expect(lines[0]).toMatchObject({
    name: `Ankerfiguur iemand-${people}`,
    role: 'coordinator',
    branchCode: 'oostende',
  });
  expect((await reads(await t.token(coordinator('melle')))).rows).toEqual([]);
  audit.close();
  const { rows: told } = await t.admin.query<{ payload: Buffer }>(
    `select payload from outbox where type = $1`,
    [EmergencyAccessOpenedSchema.typeName],
  );
  const event = told
    .map((r) => fromBinary(EmergencyAccessOpenedSchema, r.payload))
    .find((e) => e.emergencyId === id);
  expect(event).toMatchObject({
    familyId,
    branchCode: 'oostende',
    ownBranchCode: 'melle',
    occurredOn: '2026-11-23',
  });
  expect(
    Buffer.from(toBinary(EmergencyAccessOpenedSchema, event as never)).toString(),
  ).not.toContain('ziekenhuis');
});
