import type { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import type { ConsentAnswer, Preset } from '@katrol/proto/katrol/intake/v1/codes';
import type { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { Seed, TestPerson, UnderTest } from '@katrol/testkit';

export type Intake = UnderTest<typeof IntakeService>;
export const operator: Partial<TestPerson> = {
  roles: ['operator'],
  subject: 'operator',
  branches: [],
};
export const coordinator = (branch: string): Partial<TestPerson> => ({
  subject: `coordinator-${branch}`,
  name: `Ankerfiguur ${branch}`,
  roles: ['coordinator'],
  branches: [branch],
});

/** Opens branches by preset: { oostende: 'de-katrol', ... }. */
export async function openBranches(t: Intake, presets: Record<string, Preset>): Promise<void> {
  for (const [code, preset] of Object.entries(presets)) {
    await t.as(operator)('openBranch', {
      branch: {
        code,
        name: `Werking ${code}`,
        municipalities: [],
        validFrom: '2020-01-01',
        cell: { x: 10, y: 20 },
        anchorName: 'Lien',
      },
      preset,
    });
  }
}

/** A referral by a school, as the public form sends it. */
export const referral = (branchCode: string, more: object = {}) => ({
  branchCode,
  referrer: { kind: 'school', name: 'Zorgjuf Els', organisation: 'De Regenboog' },
  reason: 'Lezen gaat moeilijk',
  familyQuestion: '',
  contact: { familyName: 'Demir', phone: '0470 12 34 56', language: 'tr' },
  children: [{ firstName: 'Elif', grade: 'L3', school: 'De Regenboog' }],
  ...more,
});

/** A referral that came in, as its coordinator sees it. */
export async function received(t: Intake, branch: string, more: object = {}) {
  return await t.as(coordinator(branch))('enterReferral', {
    referral: referral(branch, more) as never,
  });
}

type Said = {
  answer?: ConsentAnswer;
  on?: string;
  who?: string;
  until?: string;
  receiver?: string;
};

/** What a conversation asks for: the family's first parent says it, unless somebody is named. */
export async function conversation(
  t: Intake,
  familyId: string,
  purpose: ConsentPurpose,
  { answer = 'yes', on = '', who = '', until = '', receiver = '' }: Said = {},
) {
  const { rows } = await t.admin.query<{ id: string }>(
    'select id::text from parent where family_id = $1 order by id limit 1',
    [familyId],
  );
  return {
    familyId,
    answers: [{ personId: who || (rows[0]?.id ?? ''), purpose, answer, until, receiver }],
    means: 'spoken' as const,
    language: 'nl',
    occurredOn: on,
  };
}

/** Records it. */
export async function said(
  t: Intake,
  branch: string,
  familyId: string,
  purpose: ConsentPurpose,
  more: Said = {},
) {
  const request = await conversation(t, familyId, purpose, more);
  return await t.as(coordinator(branch))('recordConversation', request);
}

export async function seedIntake(t: Intake): Promise<Seed> {
  await openBranches(t, { oostende: 'de-katrol', melle: 'de-katrol' });
  const theirs = await received(t, 'oostende');
  await t.as(coordinator('oostende'))('planVisit', {
    referralId: theirs.id,
    plannedFor: '2026-11-25T16:00',
    revision: theirs.revision,
  });
  const { familyId } = theirs;
  const knows = {
    familyBranchCode: 'oostende',
    familyName: 'Demir',
    phone: '0470 12 34 56',
    reason: 'De moeder belde ons vanuit het ziekenhuis.',
  };
  const emergency = await t.as(coordinator('gent'))('openEmergencyAccess', {
    branchCode: 'gent',
    ...knows,
  });
  return {
    owner: coordinator('oostende'),
    stranger: coordinator('melle'),
    theirs: [
      { rpc: 'getFamily', request: { id: familyId } },
      { rpc: 'getReferral', request: { id: theirs.id } },
      { rpc: 'addChild', request: { familyId, child: { firstName: 'Ali' } } },
      {
        rpc: 'recordConversation',
        request: await conversation(t, familyId, 'registration'),
      },
      {
        rpc: 'planVisit',
        request: { referralId: theirs.id, plannedFor: '2026-11-25T16:00', revision: 2 },
      },
      { rpc: 'listReferrals', request: { branchCode: 'oostende' } },
      { rpc: 'listFamilies', request: { branchCode: 'oostende' } },
      { rpc: 'acknowledgeEmergencyAccess', request: { id: emergency.id } },
      { rpc: 'endEmergencyAccess', request: { id: emergency.id } },
      { rpc: 'openEmergencyAccess', request: { branchCode: 'oostende', ...knows } },
      {
        rpc: 'openEmergencyAccess',
        request: { branchCode: 'melle', ...knows, phone: '0470 12 34 57' },
      },
    ],
    lists: [
      { rpc: 'listReferrals', request: { branchCode: 'oostende' } },
      { rpc: 'listFamilies', request: { branchCode: 'oostende' } },
      { rpc: 'getFamilyLabels', request: { familyIds: [familyId] } },
      { rpc: 'getToday', request: { branchCode: 'oostende' } },
    ],
    command: {
      rpc: 'planVisit',
      request: { referralId: theirs.id, plannedFor: '2026-11-26T16:00', revision: 2 },
      other: { referralId: theirs.id, plannedFor: '2026-11-27T16:00', revision: 1 },
    },
    stale: {
      rpc: 'planVisit',
      request: { referralId: theirs.id, plannedFor: '2026-11-27T16:00', revision: 1 },
    },
    slow: { table: 'family', rpc: 'listFamilies', request: { branchCode: 'oostende' } },
  };
}
