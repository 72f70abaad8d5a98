import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ReferralClosing } from '@katrol/proto/katrol/intake/v1/codes';
import {
  ArrivalCheckedSchema,
  LedElsewhereSchema,
  ReferralClosedSchema,
  ReferralDecidedSchema,
  ReferralReopenedSchema,
  ReferralSubmittedSchema,
  VisitRecordedSchema,
  WaitingBeganSchema,
  WaitingEndedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { chance, countsIn, tally, startUnderTest, toldBy, toldOf } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, type Intake } from './seed.ts';

// A year of facts, heard from nothing, comes to what the owner's tables hold.
const FAMILIES = 24;
const { seed, pick } = chance();

let t: Intake;
let placeId = '';
beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake);
  await openBranches(t, { oostende: 'uilenspel' });
  placeId = (
    await as()('keepSocialMapPlace', {
      place: { branchCode: 'oostende', name: 'CAW', domains: ['housing'] },
    })
  ).id;
});
afterAll(() => t.stop());
const as = () => t.as(coordinator('oostende'));
const counted = (sql: string) => countsIn(t, sql);

const one = async (sql: string): Promise<number> =>
  (await t.admin.query<{ n: number }>(sql)).rows[0]?.n ?? 0;

const CLOSINGS: readonly ReferralClosing[] = ['not_wanted', 'moved', 'not_reachable'];

/** One family's way through the year, as far as chance takes it. */
async function oneYear(n: number): Promise<void> {
  const month = String(1 + (n % 9)).padStart(2, '0');
  const occurredOn = `2026-${month}-01`;
  let r = await received(t, 'oostende', {
    occurredOn,
    contact: { familyName: `Gezin ${n}`, phone: `0470 00 ${String(n).padStart(2, '0')} 00` },
  });
  const page = await as()('getFamily', { id: r.familyId });
  const personId = page.parents[0]?.id ?? '';
  const yes = { answer: 'yes' as const, personId };
  if (n % 3 > 0)
    await as()('recordConversation', {
      familyId: r.familyId,
      means: 'spoken',
      language: 'nl',
      answers: [
        { ...yes, purpose: 'registration' },
        { ...yes, purpose: 'sharing_with_service', receiver: placeId },
      ],
    });
  for (let step = 0; step < 6; step++) {
    const { id: referralId, revision } = r;
    const say = { familySay: 'We kiezen dit samen, met de kinderen erbij' };
    const decide = { referralId, revision, ...say };
    try {
      r = await pick([
        () => as()('planVisit', { referralId, revision, plannedFor: '2026-12-01T16:00' }),
        () => as()('recordVisit', { referralId, revision, heldOn: occurredOn }),
        () => as()('recordVisit', { referralId, revision, heldOn: occurredOn, missed: true }),
        () => as()('decideOnReferral', { ...decide, outcome: 'wait', waitReason: 'no_tutor' }),
        () =>
          as()('decideOnReferral', {
            ...decide,
            outcome: 'lead_elsewhere',
            spokenAt: 'by_phone',
            reason: 'Zij zoeken vooral een huis, en weten dat zelf',
            warmReferral: { placeId, checkOn: '2026-12-01' },
          }),
        () =>
          as()('closeReferral', {
            referralId,
            revision,
            why: pick(CLOSINGS),
            familySay: 'Nu niet',
            note: 'Gebeld',
          }),
        () => as()('reopenReferral', { referralId, revision, reason: 'Toch wel' }),
      ])();
    } catch (error) {
      // what may not follow is refused, and tells nothing
      expect((error as { reason?: string }).reason).toMatch(
        /^(WRONG_STATE|VISIT_FIRST|INTAKE_CONSENT_MISSING)$/,
      );
    }
  }
}

test(`a year heard from nothing comes to the tables’ counts (KATROL_SEED=${seed})`, async () => {
  for (let n = 0; n < FAMILIES; n++) await oneYear(n);
  const { rows: warm } = await t.admin.query<{ id: string; revision: number }>(
    `select id::text, revision from warm_referral where outcome = 'open' order by id`,
  );
  for (const { id, revision } of warm.slice(0, warm.length / 2))
    await as()('checkArrival', { warmReferralId: id, outcome: 'arrived', revision });

  // where each question stands, from its facts alone
  const stands = new Map<string, string>();
  const way = [
    ReferralSubmittedSchema,
    ReferralDecidedSchema,
    ReferralClosedSchema,
    ReferralReopenedSchema,
  ];
  for (const fact of await toldOf<(typeof way)[number]>(t, way)) {
    const is = 'outcome' in fact ? fact.outcome : 'why' in fact ? fact.why : 'asked';
    stands.set(fact.referralId, is);
  }
  expect(tally([...stands.values()])).toEqual(
    await counted(`select case status when 'waiting' then 'wait'
        when 'led_elsewhere' then 'lead_elsewhere'
        when 'not_wanted' then status when 'moved' then status when 'not_reachable' then status
        else 'asked' end as k, count(*)::int as n from referral group by 1 order by 1`),
  );

  const began = await toldBy(t, WaitingBeganSchema);
  const ended = await toldBy(t, WaitingEndedSchema);
  expect(began.length - ended.length).toBe(
    await one(`select count(*)::int as n from waiting where ended_on is null`),
  );
  expect((await toldBy(t, LedElsewhereSchema)).length).toBe(
    await one(`select count(*)::int as n from warm_referral`),
  );
  expect(
    (await toldBy(t, ArrivalCheckedSchema)).filter((a) => a.outcome === 'arrived').length,
  ).toBe(await one(`select count(*)::int as n from warm_referral where outcome = 'arrived'`));
  expect(tally((await toldBy(t, VisitRecordedSchema)).map((v) => String(v.held)))).toEqual(
    await counted(`select (kind = 'VISIT_HELD')::text as k, count(*)::int as n from timeline_entry
      where kind in ('VISIT_HELD', 'VISIT_MISSED') group by 1 order by 1`),
  );
});
