import type { Plain } from '@katrol/contract';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import type { ProfileDocument } from '@katrol/proto/katrol/intake/v1/profile_pb';
import type { Calendar } from './calendar.ts';
import type { Branch } from './consortium.ts';
import { loadFamily, loadPlaces } from './families.ts';
import { logGroups } from './groups.ts';
import { each } from './load.ts';
import { planFamilies, supported, type FamilyPlan } from './plan-families.ts';
import type { TutorPlan } from './plan-tutors.ts';
import type { Person, Portal } from './portal.ts';
import { coordinatorOf } from './reference.ts';
import type { Sent } from './school-messages.ts';
import { loadSchools } from './schools.ts';
import { stepOf, type Desk } from './step.ts';
import { loadStops, raiseWorry } from './stops.ts';
import { askHelp, loadSupport, propose, requestsOf, type Supported } from './support.ts';
import { notTogether } from './texts.ts';
import { loadReflections, loadTutors, type Rostered } from './tutors.ts';

/** How many times twenty families a branch has. */
export const sizeOf = (branch: Branch): number => (branch.code === 'oostende' ? 3 : 1);

export type Loading = {
  portal: Portal;
  calendar: Calendar;
  presets: Map<string, Plain<ProfileDocument>>;
  rostered: Rostered;
};

/**
 * Everything of one branch: its places, tutors, families and schools, in the order in which it would
 * have come. Gives the messages that are on their way to a school.
 */
export async function loadBranch(l: Loading, branch: Branch, tutors: TutorPlan[]): Promise<Sent[]> {
  const { portal, calendar, rostered } = l;
  const me = await portal.as(coordinatorOf(branch.code));
  const desk: Desk = { me, branch, profile: l.presets.get(branch.profile), calendar };
  const ids = await loadTutors(desk, tutors, rostered);
  const places = await loadPlaces(desk, 6);
  const plans = planFamilies(branch, tutors, sizeOf(branch), calendar);
  const families = new Map<string, string>();
  await each(plans, 3, async (plan) => {
    const family = await loadFamily(desk, plan, places);
    if (family) families.set(plan.key, family.id);
  });
  await loadAllSupport(desk, { plans, tutors, ids, families, portal });
  await loadReflections(portal, branch, tutors, calendar);
  return await loadSchools(desk, { plans, families, tutors, portal });
}

type Support = {
  plans: FamilyPlan[];
  tutors: TutorPlan[];
  ids: Map<string, string>;
  families: Map<string, string>;
  portal: Portal;
};

async function loadAllSupport(
  desk: Desk,
  { plans, tutors, ids, families, portal }: Support,
): Promise<void> {
  const requests = await requestsOf(desk, [...families.values()]);
  const going: Supported[] = plans
    .filter((p) => supported(p.state))
    .flatMap((plan) => {
      const supportRequestId = requests.get(families.get(plan.key) ?? '');
      const tutor = tutors.find((t) => t.key === plan.tutor);
      const tutorId = ids.get(plan.tutor);
      return supportRequestId && tutor && tutorId
        ? [{ plan, supportRequestId, tutor, tutorId }]
        : [];
    });
  // what is over first: a tutor has room again
  await each(
    going.filter((g) => g.plan.state === 'closed'),
    3,
    (g) => loadSupport(desk, g),
  );
  await each(
    going.filter((g) => g.plan.state !== 'closed'),
    3,
    (g) => loadSupport(desk, g),
  );
  const together = going.filter(({ plan }) => !['closed', 'match_open'].includes(plan.state));
  await logGroups(desk, together, families);
  const asTutor = (account: string): Promise<Person> => portal.as(account);
  await each(
    going.filter((g) => g.plan.state === 'help_asked'),
    1,
    (g) => askHelp(desk, g, families.get(g.plan.key) ?? '', asTutor),
  );
  await each([raiseWorry, loadStops], 1, (part) => part(desk, going, families, asTutor));
  await keepApart(desk, { plans, ids, requests, families });
  await propose(desk);
}

/** One pair is kept apart, with its reason: no proposal brings it. */
async function keepApart(
  desk: Desk,
  s: Pick<Support, 'plans' | 'ids' | 'families'> & { requests: Map<string, string> },
): Promise<void> {
  const plan = s.plans.find((p) => p.state === 'asked');
  const supportRequestId = s.requests.get(s.families.get(plan?.key ?? '') ?? '');
  const [tutorId] = s.ids.values();
  if (!plan || !supportRequestId || !tutorId) return;
  const { me, r, key } = stepOf(desk, plan, 'apart');
  const apart = {
    supportRequestId,
    tutorId,
    hold: 'forbidden',
    reason: r.pick(notTogether),
  } as const;
  await each([apart], 1, (pair) => me(MatchingService.method.holdPair, pair, key('apart')));
}
