import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { Thread } from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { each } from './load.ts';
import { supported, type FamilyPlan } from './plan-families.ts';
import type { TutorPlan } from './plan-tutors.ts';
import type { Portal } from './portal.ts';
import { keepSchools, type Found, type Pupil } from './pupils.ts';
import { coordinatorOf } from './reference.ts';
import { keepFolder } from './school-folder.ts';
import { onTheOwnPage } from './school-links.ts';
import { promise, roles, write, type Sent } from './school-messages.ts';
import { aboutTheWork, meet } from './school-meetings.ts';
import { stepOf, type Desk } from './step.ts';

const liaison = SchoolLiaisonService.method;

type Around = {
  plans: FamilyPlan[];
  families: Map<string, string>;
  tutors: TutorPlan[];
  portal: Portal;
};

const MOST = 8;

/**
 * Parents, schools and branch talk. Gives what those who decide said yes to: it leaves once its
 * minute is over, and is answered then.
 */
export async function loadSchools(desk: Desk, around: Around): Promise<Sent[]> {
  const { portal, tutors } = around;
  const found = await whoMayShare(desk, around);
  const schools = await keepSchools(desk, found);
  const policy = desk.profile?.school?.contactPolicy ?? 'none';
  const sent: Sent[] = [];
  await each(withRoles(found), 1, async ({ role, ...one }) => {
    const school = schools.get(one.school);
    if (!school) return;
    const p: Pupil = { ...one, ...school };
    const { familyId, childId, schoolId, s } = p;
    const since = s.calendar.ago(s.calendar.schoolYearDays);
    const pupil = { branchCode: s.branch.code, familyId, childId, schoolId, since };
    await s.me(liaison.settlePupil, pupil, s.key('at-school'));
    const left = policy === 'none' ? undefined : await write(p, role);
    if (left && role !== 'agreed') sent.push(left);
    if (role === 'yes' || role === 'change') await promise(p);
    const folderId =
      policy === 'folder' && (role === 'yes' || role === 'interpreted') ? await keepFolder(p) : '';
    if (role !== 'yes') return;
    const meetingId = await meet(p);
    await onTheOwnPage(left ?? p, portal, { meetingId, folderId, besideId: left?.messageId ?? '' });
  });
  const account = tutors.find((t) => t.account !== '')?.account;
  const tutor = account ? await portal.as(account) : undefined;
  const schoolIds = [...schools.values()].map((one) => one.schoolId);
  await each([schoolIds], 1, (ids) => aboutTheWork(desk, ids, tutor));
  return sent;
}

/** Families whose consent lets something be shared, in the order in which they asked. */
async function whoMayShare(
  desk: Desk,
  { plans, families, portal }: Pick<Around, 'plans' | 'families' | 'portal'>,
): Promise<Found[]> {
  // who decides is told to school-liaison a moment after the family was visited
  const told = await portal.told(coordinatorOf(desk.branch.code));
  const going = plans.filter(
    ({ key, state }) =>
      families.has(key) && (state === 'asked' || (supported(state) && state !== 'closed')),
  );
  const found: (Found | undefined)[] = [];
  await each([...going.entries()], 3, async ([n, plan]) => {
    const familyId = families.get(plan.key) ?? '';
    const [planned] = plan.children;
    const { children, parents } = await desk.me(IntakeService.method.getFamily, { id: familyId });
    const child = children.find((one) => one.firstName === planned?.firstName);
    const thread = await told(liaison.getThread, { familyId });
    const personId = parents.find((one) => !one.held)?.id ?? '';
    if (!child || !planned || stopped(thread, child.id)) return;
    const { firstName: childName, school, grade } = planned;
    const s = stepOf(desk, plan, 'school');
    found[n] = { s, familyId, personId, childId: child.id, childName, school, grade };
  });
  return found.filter((one) => one !== undefined).slice(0, MOST);
}

// a load that goes on finds a family that stopped sharing after its message
const stopped = ({ stoppedChildIds, messages }: Thread, childId: string): boolean =>
  stoppedChildIds.includes(childId) && messages.length === 0;

/** What becomes of a message in each family; who speaks another language has an interpreter. */
function withRoles(found: Found[]) {
  const foreign = found.find(({ s }) => s.plan.language !== 'nl');
  const others = found.filter((one) => one !== foreign);
  const ordered = foreign ? [foreign, ...others] : others;
  return ordered.map((one, n) => ({ ...one, role: roles[n] ?? ('agreed' as const) }));
}
