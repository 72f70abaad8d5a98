import type { Grade } from '@katrol/proto/katrol/common/v1/codes';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { Thread } from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { townOf } from './consortium.ts';
import { each } from './load.ts';
import { origins, referrerFirstNames } from './names.ts';
import { supported, type FamilyPlan } from './plan-families.ts';
import { isSecondary } from './plan-schools.ts';
import type { TutorPlan } from './plan-tutors.ts';
import type { Portal } from './portal.ts';
import { Random } from './random.ts';
import { coordinatorOf } from './reference.ts';
import { keepFolder } from './school-folder.ts';
import { onTheOwnPage } from './school-links.ts';
import { promise, roles, write, type Sent } from './school-messages.ts';
import { aboutTheWork, meet } from './school-meetings.ts';
import { stepOf, type Desk, type Step } from './step.ts';

const liaison = SchoolLiaisonService.method;

/** A child at its school, with who speaks for that school. */
export type Pupil = {
  s: Step;
  familyId: string;
  childId: string;
  childName: string;
  schoolId: string;
  contactId: string;
  /** a parent who decides */
  personId: string;
};

type Found = Omit<Pupil, 'schoolId' | 'contactId'> & {
  school: string;
  grade: Grade;
};

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
    if (left) sent.push(left);
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

/** The schools of these children, each with somebody named for this work and a stand-in. */
async function keepSchools(
  desk: Desk,
  found: Found[],
): Promise<Map<string, Pick<Pupil, 'schoolId' | 'contactId'>>> {
  const { me, branch } = desk;
  const grades = new Map(found.map(({ school, grade }) => [school, grade]));
  const town = townOf(branch).split(/,| en /)[0] ?? '';
  const kept = new Map<string, Pick<Pupil, 'schoolId' | 'contactId'>>();
  await each([...grades], 1, async ([name, grade]) => {
    const code = name.toLowerCase().replaceAll(/[^a-z]+/g, '-');
    const key = (what: string): string => `demo-${branch.code}-${code}-${what}`;
    const school = {
      branchCode: branch.code,
      name,
      kinds: [isSecondary(grade) ? ('secondary' as const) : ('primary' as const)],
      municipality: town,
      writtenAs: [`School ${name}`, `${name} (${town})`],
    };
    const { id: schoolId } = await me(liaison.keepSchool, { school }, key('school'));
    kept.set(name, { schoolId, contactId: await keepContacts(desk, schoolId, { grade, key }) });
  });
  return kept;
}

async function keepContacts(
  { me, branch }: Desk,
  schoolId: string,
  { grade, key }: { grade: Grade; key: (what: string) => string },
): Promise<string> {
  const r = new Random(key('contacts'));
  const somebody = (name: string, digits: number) => ({
    branchCode: branch.code,
    schoolIds: [schoolId],
    name: `${name} ${r.pick(origins[0].family)}`,
    email: `${name.toLowerCase()}.${r.between(100, 999)}@school.invalid`,
    phone: `0499 07 ${digits} ${r.between(10, 99)}`,
  });
  const [one = '', other = ''] = r.some(referrerFirstNames, 2);
  const secondary = isSecondary(grade);
  const standIn = { ...somebody(other, 20), role: secondary ? 'teacher' : 'care_teacher' } as const;
  const { id: deputyId } = await me(
    liaison.keepSchoolContact,
    { contact: { ...standIn, digest: 'weekly' } },
    key('stand-in'),
  );
  const role = secondary ? ('pupil_guidance' as const) : ('care_coordinator' as const);
  const contact = { ...somebody(one, 10), role, named: true, deputyId, digest: 'each' } as const;
  return (await me(liaison.keepSchoolContact, { contact }, key('contact'))).id;
}
