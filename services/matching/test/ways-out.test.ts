import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReferralClosing } from '@katrol/proto/katrol/intake/v1/codes';
import {
  FamilyChangedSchema,
  ReferralClosedSchema,
  ReferralDecidedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import {
  MatchEndedSchema,
  TrajectoryClosedSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { eventually, startUnderTest, toldBy } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  family,
  openRequest,
  profile,
  running,
  startNeighbours,
  tuesday,
  tutor,
  tutorPerson,
  type Matching,
  type Neighbours,
} from './seed.ts';

describe('what ends in intake ends here, and what changes there changes here', () => {
  let t: Matching;
  let n: Neighbours;
  beforeAll(async () => {
    n = await startNeighbours();
    t = await startUnderTest(MatchingService, startMatching, {
      peers: n.peers,
      at: '2026-11-23T10:00:00Z',
    });
    profile(n, 'oostende');
  });
  afterAll(async () => {
    await t.stop();
    n.stop();
  });
  const branchCode = 'oostende';
  const coordinating = () => t.as(coordinator(branchCode));
  type Ids = { familyId: string; referralId: string; childId: string };
  const decided = (
    { familyId, referralId, childId }: Ids,
    outcome: 'trajectory' | 'wait' | 'lead_elsewhere',
  ) => {
    const needs = {
      children: [{ childId, stage: 'primary_second' as const, grade: 'L3' as const }],
      slots: [tuesday],
      languages: ['tr'],
      subjects: ['reading'],
      placeKind: 'home' as const,
    };
    n.intake.tell(
      ReferralDecidedSchema,
      {
        familyId,
        referralId,
        branchCode,
        outcome,
        profileVersion: 1,
        occurredOn: '2026-11-01',
        askedOn: '2026-10-01',
        ...(outcome === 'lead_elsewhere' ? {} : { needs }),
      },
      familyId,
    );
  };
  const closed = (familyId: string, referralId: string, why: ReferralClosing) =>
    n.intake.tell(
      ReferralClosedSchema,
      { familyId, referralId, branchCode, why, occurredOn: '2026-11-23' },
      familyId,
    );
  const requestOf = async (familyId: string) =>
    (await coordinating()('listSupportRequests', { branchCode })).rows.find(
      (row) => row.familyId === familyId,
    );
  const statusIs = (familyId: string, status: string) =>
    eventually(async () => expect((await requestOf(familyId))?.status).toBe(status));

  test('waiting counts as demand, gets no proposal, and is looked for once decided', async () => {
    const f = { familyId: randomUUID(), referralId: randomUUID(), childId: randomUUID() };
    decided(f, 'wait');
    await statusIs(f.familyId, 'waiting');
    const { counts } = await coordinating()('getUnmet', { branchCode });
    expect(counts).toContainEqual(
      expect.objectContaining({ stage: 'primary_second', subject: 'reading', weekday: 2 }),
    );
    const run = await coordinating()('proposeMatches', { branchCode });
    expect(JSON.stringify([run.pairs, run.unmet])).not.toContain(f.familyId);
    decided(f, 'trajectory');
    await statusIs(f.familyId, 'open');
    closed(f.familyId, f.referralId, 'not_wanted');
    await statusIs(f.familyId, 'closed');
    // opened again and decided anew
    decided(f, 'trajectory');
    await statusIs(f.familyId, 'open');
    decided(f, 'lead_elsewhere');
    await statusIs(f.familyId, 'closed');
  });

  test('an open match ends: its tutor is no longer expected', async () => {
    const f = family(n, branchCode);
    const { tutorId, accountId } = tutor(n, branchCode);
    const request = await openRequest(t, branchCode, f.familyId);
    await eventually(() =>
      coordinating()('acceptProposal', {
        supportRequestId: request.id,
        tutorId,
        firstVisitOn: '2026-11-26T16:00',
        revision: request.revision,
      }),
    );
    const mine = async () =>
      (await t.as(tutorPerson(accountId))('listMyTrajectories', {})).matches.length;
    expect(await mine()).toBe(1);
    closed(f.familyId, f.referralId, 'moved');
    await statusIs(f.familyId, 'closed');
    expect(await mine()).toBe(0);
    expect(await toldBy(t, MatchEndedSchema, f.familyId)).toHaveLength(1);
  });

  test('a running trajectory ends, with what was planned', async () => {
    const { trajectoryId, familyId, referralId } = await running(t, n, branchCode);
    closed(familyId, referralId, 'not_reachable');
    await statusIs(familyId, 'closed');
    const page = await coordinating()('getTrajectory', { id: trajectoryId });
    expect(page.status).toBe('closed');
    expect(page.sessions.map(({ status }) => status)).toEqual(['cancelled']);
    expect(await toldBy(t, TrajectoryClosedSchema, familyId)).toMatchObject([
      { reason: 'not_reachable', requestReopened: false },
    ]);
  });

  test('a grade, a sibling, a language, another address reach request and log', async () => {
    const { trajectoryId, familyId, childId } = await running(t, n, branchCode);
    const sibling = randomUUID();
    n.intake.tell(
      FamilyChangedSchema,
      {
        familyId,
        branchCode,
        children: [
          { childId, grade: 'L4', stage: 'primary_second' },
          { childId: sibling, grade: 'K2', stage: 'kindergarten' },
        ],
        language: 'ar',
        moved: true,
        occurredOn: '2026-11-23',
      },
      familyId,
    );
    await eventually(async () =>
      expect((await requestOf(familyId))?.toConfirm).toEqual(['moved', 'child_added']),
    );
    const request = await requestOf(familyId);
    expect(request?.needs).toMatchObject({
      children: [{ grade: 'L4' }],
      languages: ['tr', 'ar'],
    });
    expect(request?.needs?.cell).toBeUndefined();
    const { lines } = await coordinating()('getToday', { branchCode });
    expect(lines.find((l) => l.kind === 'NEEDS_TO_CONFIRM')).toMatchObject({ familyId });
    const logged = await coordinating()('logSession', {
      trajectoryId,
      occurredOn: '2026-11-22',
      minutes: 60,
      children: [sibling],
    });
    expect(logged.sessions.find(({ status }) => status === 'held')?.children).toEqual([sibling]);
    const needs = {
      children: [{ childId, grade: 'L4' as const, stage: 'primary_second' as const }],
      slots: [{ ...tuesday, weekday: 4 }],
      languages: ['ar'],
      placeKind: 'home' as const,
    };
    const { id = '', revision = 0 } = request ?? {};
    await coordinating()('editSupportRequest', { id, needs, revision });
    expect((await requestOf(familyId))?.toConfirm).toEqual([]);
    expect((await coordinating()('getTrajectory', { id: trajectoryId })).slots).toMatchObject([
      { weekday: 4 },
    ]);
  });
});
