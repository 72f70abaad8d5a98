import type { Grade } from '@katrol/proto/katrol/common/v1/codes';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { townOf } from './consortium.ts';
import { each } from './load.ts';
import { origins, referrerFirstNames } from './names.ts';
import { isSecondary } from './plan-schools.ts';
import { Random } from './random.ts';
import type { Desk, Step } from './step.ts';

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

/** The same before its school is kept: by the name that the family gave. */
export type Found = Omit<Pupil, 'schoolId' | 'contactId'> & {
  school: string;
  grade: Grade;
};

/** The schools of these children, each with somebody named for this work and a stand-in. */
export async function keepSchools(
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
