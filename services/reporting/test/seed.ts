import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import {
  BranchOpenedSchema,
  ConsentChangedSchema,
  FamilyChangedSchema,
  ReferralSubmittedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { BarrierChangedSchema } from '@katrol/proto/katrol/matching/v1/events_pb';
import type { LifeDomain } from '@katrol/proto/katrol/common/v1/codes';
import type { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import {
  eventually,
  type Publisher,
  type Seed,
  type TestPerson,
  type UnderTest,
} from '@katrol/testkit';

export type Reporting = UnderTest<typeof ReportingService>;
export const coordinator = (branch = 'oostende'): Partial<TestPerson> => ({
  subject: `coordinator-${branch}`,
  name: `Ankerfiguur ${branch}`,
  roles: ['coordinator'],
  branches: [branch],
});
export const operator: Partial<TestPerson> = { subject: 'operator', roles: ['operator'] };
export const reader: Partial<TestPerson> = { subject: 'reader', roles: ['policy-reader'] };
export const thisYear = { kind: 'school_year', year: 2026 } as const;

/** NIS codes of the towns of the stories. */
export const LEDE = '41034';
export const HAALTERT = '41024';
export const ERPE_MERE = '41082';
const OOSTENDE = '35013';

export const branchOpens = (intake: Publisher, branchCode: string): string =>
  intake.tell(BranchOpenedSchema, { branchCode, validFrom: '2020-01-01' }, branchCode);

type Lives = { branchCode?: string; municipalityCode?: string; statistics?: boolean };

/** A family as intake tells it: where it lives, whether it may be counted for others. */
export function family(intake: Publisher, lives: Lives = {}): string {
  const familyId = randomUUID();
  const { branchCode = 'oostende', municipalityCode = OOSTENDE, statistics = true } = lives;
  const whose = { familyId, branchCode, occurredOn: '2026-10-01' };
  const child = { childId: randomUUID(), stage: 'primary_first', grade: 'L1' } as const;
  intake.tell(
    FamilyChangedSchema,
    { ...whose, municipalityCode, language: 'nl', children: [child] },
    familyId,
  );
  const consent = { purpose: 'statistics', given: statistics, statistics, sequence: 1 } as const;
  intake.tell(ConsentChangedSchema, { ...whose, ...consent }, familyId);
  return familyId;
}

/** A barrier noted with a family. */
export function barrier(
  matching: Publisher,
  familyId: string,
  o: { branchCode?: string; lifeDomain?: LifeDomain; on?: string } = {},
): string {
  const barrierId = randomUUID();
  const { branchCode = 'oostende', lifeDomain = 'housing', on = '2026-10-10' } = o;
  const told = { barrierId, familyId, branchCode, lifeDomain, occurredOn: on };
  matching.tell(BarrierChangedSchema, { ...told, status: 'open', levers: 0 }, familyId);
  return barrierId;
}

/** A referral of a family. */
export function referral(
  intake: Publisher,
  familyId: string,
  { branchCode = 'oostende', on = '2026-10-05', by = 'school' as const } = {},
): string {
  const referralId = randomUUID();
  const told = { referralId, familyId, branchCode, referrerKind: by, occurredOn: on };
  intake.tell(ReferralSubmittedSchema, told, familyId);
  return referralId;
}

/** So many facts are heard. */
export const heard = (t: Reporting, kind: string, count: number): Promise<void> =>
  eventually(async () => {
    const { rows } = await t.admin.query('select 1 from fact where kind = $1', [kind]);
    expect(rows).toHaveLength(count);
  });

export const said = (branchCode: string, text = 'Wij bereiken vooral wie ons al kent.') => ({
  branchCode,
  year: 2026,
  question: 'criteria' as const,
  voice: 'branch' as const,
  text,
});

export async function seedReporting(t: Reporting): Promise<Seed> {
  const answer = said('oostende');
  const owner = coordinator('oostende');
  const kept = await t.as(owner)('keepExaminationAnswer', { answer });
  const edited = { ...answer, id: kept.id, text: 'Anders gezegd.' };
  await t.as(owner)('keepExaminationAnswer', { answer: { ...edited, revision: 1 } });
  const asked = { branchCode: 'oostende', period: thisYear };
  await t.admin.query(
    `insert into fact (kind, source_id, branch_code, day, code)
      values ('referral', uuidv7(), 'oostende', '2026-10-05', 'school')`,
  );
  const counted = { ...asked, indicator: 'referrals', options: {} };
  return {
    owner,
    stranger: coordinator('melle'),
    theirs: [
      { rpc: 'getFigures', request: asked },
      { rpc: 'listCounted', request: counted },
      { rpc: 'getExamination', request: { branchCode: 'oostende', year: 2026 } },
      { rpc: 'getForecast', request: { branchCode: 'oostende' } },
      { rpc: 'keepExaminationAnswer', request: { answer } },
      { rpc: 'keepExaminationAnswer', request: { answer: { ...edited, branchCode: 'melle' } } },
    ],
    lists: [{ rpc: 'listCounted', request: counted }],
    command: {
      rpc: 'keepExaminationAnswer',
      request: { answer: { ...edited, revision: 2 } },
      other: { answer: { ...edited, text: 'Weer anders.', revision: 2 } },
    },
    stale: { rpc: 'keepExaminationAnswer', request: { answer: { ...edited, revision: 1 } } },
    slow: { table: 'fact', rpc: 'getFigures', request: asked },
  };
}
