import { randomUUID } from 'node:crypto';
import {
  ConsentChangedSchema,
  DecidersChangedSchema,
  ProfileChangedSchema,
  ReferralDecidedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { ProfileDocumentSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import type { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import {
  eventually,
  exampleOf,
  startPublisher,
  type Publisher,
  type Seed,
  type TestPerson,
  type UnderTest,
} from '@katrol/testkit';

export type Matching = UnderTest<typeof MatchingService>;
export const coordinator = (branch: string): Partial<TestPerson> => ({
  subject: `coordinator-${branch}`,
  roles: ['coordinator'],
  branches: [branch],
});
export const tutorPerson = (accountId: string, branch = 'oostende'): Partial<TestPerson> => ({
  subject: accountId,
  roles: ['tutor'],
  branches: [branch],
});

export type Neighbours = {
  intake: Publisher;
  training: Publisher;
  school: Publisher;
  peers: Record<string, string>;
  stop(): void;
};

export async function startNeighbours(): Promise<Neighbours> {
  const intake = await startPublisher();
  const training = await startPublisher();
  const school = await startPublisher();
  return {
    intake,
    training,
    school,
    peers: {
      intake: intake.address,
      'volunteer-training': training.address,
      'school-liaison': school.address,
    },
    stop: () => {
      intake.stop();
      training.stop();
      school.stop();
    },
  };
}

const document = exampleOf(ProfileDocumentSchema);
type Support = Partial<typeof document.support>;

type Told = { version?: number; validFrom?: string; tutors?: Partial<typeof document.tutors> };

/** The branch's profile, as intake tells it. */
export const profile = (
  n: Neighbours,
  branchCode: string,
  support: Support = {},
  { version = 1, validFrom = '2020-01-01', tutors = {} }: Told = {},
): string =>
  n.intake.tell(
    ProfileChangedSchema,
    {
      branchCode,
      version,
      validFrom,
      document: {
        ...document,
        support: {
          ...document.support,
          calendarRegion: '',
          closed: [],
          lengthUnit: 'open',
          minimumSessions: 8,
          sessionsAWeek: 1,
          sessionMinutes: 60,
          places: ['home'],
          quietDays: 14,
          untilSpecialisedHelp: true,
          ...support,
        },
        tutors: {
          ...document.tutors,
          kinds: ['student'],
          checkRequired: true,
          checkValidityMonths: 12,
          requiredTrainings: ['start'],
          radiusMetres: 10_000,
          maximumFamilies: 1,
          townsTogether: [],
          ...tutors,
        },
      },
    },
    branchCode,
  );

export const tuesday = { weekday: 2, fromMinute: 16 * 60, untilMinute: 18 * 60 };

/** A family whose trajectory was decided: it becomes an open support request. */
export function family(
  n: Neighbours,
  branchCode: string,
  more: { needs?: object; askedOn?: string; familyId?: string } = {},
): { familyId: string; childId: string; referralId: string } {
  const familyId = more.familyId ?? randomUUID();
  const childId = randomUUID();
  const referralId = randomUUID();
  n.intake.tell(
    ConsentChangedSchema,
    { familyId, branchCode, purpose: 'sharing_with_tutor', given: true, occurredOn: '2026-10-01' },
    familyId,
  );
  n.intake.tell(
    ReferralDecidedSchema,
    {
      referralId,
      familyId,
      branchCode,
      outcome: 'trajectory',
      occurredOn: '2026-10-01',
      profileVersion: 1,
      askedOn: more.askedOn ?? '2026-09-01',
      needs: {
        children: [{ childId, stage: 'primary_second', grade: 'L3' }],
        slots: [tuesday],
        languages: ['tr'],
        subjects: ['reading'],
        placeKind: 'home',
        cell: { x: 10, y: 10 },
        lifeDomains: ['homework'],
        ...more.needs,
      },
    },
    familyId,
  );
  return { familyId, childId, referralId };
}

/** A tutor who is ready for a first visit. */
export function tutor(
  n: Neighbours,
  branchCode: string,
  more: object = {},
  tutorId: string = randomUUID(),
): { tutorId: string; accountId: string } {
  const accountId = randomUUID();
  n.training.tell(
    TutorChangedSchema,
    {
      tutorId,
      accountId,
      branchCode,
      kind: 'student',
      active: true,
      slots: [tuesday],
      languages: ['nl', 'tr'],
      subjects: ['reading'],
      wishes: ['reading'],
      stages: [],
      homeCell: { x: 11, y: 10 },
      reachMetres: 10_000,
      maximumFamilies: 1,
      placeKinds: ['home'],
      checkValidUntil: '2027-06-30',
      trainings: ['start'],
      revision: 1,
      ...more,
    },
    tutorId,
  );
  return { tutorId, accountId };
}

export const openRequest = (t: Matching, branch: string, familyId: string) =>
  eventually(async () => {
    const { rows } = await t.as(coordinator(branch))('listSupportRequests', { branchCode: branch });
    const row = rows.find((r) => r.familyId === familyId);
    if (!row) throw new Error('the request is not there yet');
    return row;
  });

/** A running trajectory since `visitedOn`. */
export async function running(
  t: Matching,
  n: Neighbours,
  branch: string,
  visitedOn = '2026-11-03',
  needs: object = {},
) {
  const f = family(n, branch, { needs });
  const who = tutor(n, branch);
  const request = await openRequest(t, branch, f.familyId);
  const as = t.as(coordinator(branch));
  const match = await eventually(() =>
    as('acceptProposal', {
      supportRequestId: request.id,
      tutorId: who.tutorId,
      firstVisitOn: `${visitedOn}T16:00`,
      revision: request.revision,
    }),
  );
  const real = await as('answerMatch', {
    matchId: match.id,
    visitedOn,
    familyAnswer: 'yes',
    tutorAnswer: 'yes',
    revision: match.revision,
  });
  return {
    ...f,
    ...who,
    trajectoryId: real.trajectoryId,
    matchId: match.id,
    requestId: request.id,
  };
}

/** Puts running trajectories of one tutor in a group on Tuesdays and Thursdays at four. */
export async function inGroup(t: Matching, ...trajectoryIds: string[]): Promise<string> {
  const hours = [2, 4].map((weekday) => ({ weekday, fromMinute: 960, untilMinute: 1050 }));
  const { rows } = await t.admin.query(
    `with made as (insert into support_group (branch_code, tutor_id, place_kind, hours)
        select branch_code, tutor_id, 'school', $2::jsonb from trajectory where id = $1
        returning id, hours, tutor_id),
      matched as (update match set group_id = made.id, hours = made.hours, tutor_id = made.tutor_id
        from made where match.trajectory_id = any ($3::uuid[]))
      update trajectory set group_id = made.id, hours = made.hours, tutor_id = made.tutor_id
        from made where trajectory.id = any ($3::uuid[]) returning made.id::text as id`,
    [trajectoryIds[0], JSON.stringify(hours), trajectoryIds],
  );
  return rows[0].id;
}

export type Supported = {
  branch: string;
  familyId: string;
  childId: string;
  accountId: string;
  tutorId: string;
  trajectoryId: string;
};

/** A running trajectory on these weekly hours. */
export async function support(
  t: Matching,
  n: Neighbours,
  branch: string,
  {
    visitedOn,
    hours = [{ ...tuesday, untilMinute: tuesday.fromMinute + 60 }],
    tutor: card = {},
  }: {
    visitedOn: string;
    hours?: (typeof tuesday)[];
    tutor?: { accountId?: string } & Record<string, unknown>;
  },
): Promise<Supported> {
  const slots = hours.map((hour) => ({ ...hour, fromMinute: 480, untilMinute: 1_320 }));
  const f = family(n, branch, { needs: { slots } });
  const told = { slots, maximumFamilies: 3, ...card };
  const { tutorId, accountId: own } = tutor(n, branch, told);
  const accountId = card.accountId ?? own;
  const request = await openRequest(t, branch, f.familyId);
  const as = t.as(coordinator(branch));
  const at = String((hours[0]?.fromMinute ?? 0) / 60).padStart(2, '0');
  const match = await eventually(() =>
    as('acceptProposal', {
      supportRequestId: request.id,
      tutorId,
      firstVisitOn: `${visitedOn}T${at}:00`,
      hours,
      revision: request.revision,
    }),
  );
  const real = await as('answerMatch', {
    matchId: match.id,
    visitedOn,
    familyAnswer: 'yes',
    tutorAnswer: 'yes',
    revision: match.revision,
  });
  return { ...f, tutorId, accountId, branch, trajectoryId: real.trajectoryId };
}

/** Who is what to the child, as intake tells it: to the mother the tutor comes. */
export function parents(
  n: Neighbours,
  branchCode: string,
  { familyId, childId }: { familyId: string; childId: string },
  { sequence = 1, motherHeld = false }: { sequence?: number; motherHeld?: boolean } = {},
  [mother, father]: [string, string] = [randomUUID(), randomUUID()],
): { mother: string; father: string } {
  const of = { childId, role: 'decides', language: 'nl' } as const;
  const people = [
    { ...of, personId: mother, held: motherHeld, visited: true },
    { ...of, personId: father, held: false, visited: false },
  ];
  const told = { familyId, branchCode, people, sequence, occurredOn: '2026-11-01' };
  n.intake.tell(DecidersChangedSchema, told, familyId);
  return { mother, father };
}

/** The sessions of a trajectory that were held. */
export const heldOf = <S extends { status: string }>({ sessions }: { sessions: S[] }): S[] =>
  sessions.filter(({ status }) => status === 'held');

export const seedMatching =
  (n: Neighbours) =>
  async (t: Matching): Promise<Seed> => {
    profile(n, 'oostende');
    profile(n, 'melle');
    const r = await running(t, n, 'oostende');
    const open = family(n, 'oostende');
    const request = await openRequest(t, 'oostende', open.familyId);
    await t.as(coordinator('oostende'))('keepStrengths', {
      trajectoryId: r.trajectoryId,
      strengths: ['oma helpt'],
    });
    return {
      owner: coordinator('oostende'),
      stranger: coordinator('melle'),
      theirs: [
        { rpc: 'getTrajectory', request: { id: r.trajectoryId } },
        { rpc: 'getTrajectory', request: { familyId: r.familyId } },
        { rpc: 'explainPair', request: { supportRequestId: request.id, tutorId: r.tutorId } },
        { rpc: 'askForHelp', request: { trajectoryId: r.trajectoryId } },
        {
          rpc: 'planSession',
          request: { trajectoryId: r.trajectoryId, plannedFor: '2026-11-30T16:00' },
        },
        { rpc: 'getProposals', request: { branchCode: 'oostende' } },
      ],
      lists: [
        { rpc: 'listTrajectories', request: { branchCode: 'oostende' } },
        { rpc: 'listMatches', request: { branchCode: 'oostende' } },
        { rpc: 'listSupportRequests', request: { branchCode: 'oostende' } },
        { rpc: 'getToday', request: { branchCode: 'oostende' } },
      ],
      command: {
        rpc: 'keepStrengths',
        request: { trajectoryId: r.trajectoryId, strengths: ['buren'], revision: 1 },
        other: { trajectoryId: r.trajectoryId, strengths: ['te laat'], revision: 0 },
      },
      stale: {
        rpc: 'keepStrengths',
        request: { trajectoryId: r.trajectoryId, strengths: ['te laat'], revision: 0 },
      },
      slow: { table: 'trajectory', rpc: 'listTrajectories', request: { branchCode: 'oostende' } },
    };
  };
