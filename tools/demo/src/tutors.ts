import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import type { Calendar } from './calendar.ts';
import { townOf, type Branch } from './consortium.ts';
import { each } from './load.ts';
import type { TutorPlan } from './plan-tutors.ts';
import type { Portal } from './portal.ts';
import { Random } from './random.ts';
import type { Desk } from './step.ts';
import { reflections } from './texts.ts';

const training = VolunteerTrainingService.method;
export type Rostered = Map<string, { id: string; active: boolean }>;

/**
 * The branch's tutors with their checks and trainings, by its coordinator. Gives their ids by key.
 */
export async function loadTutors(
  desk: Desk,
  tutors: TutorPlan[],
  rostered: Rostered,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  await each(tutors, 3, async (t) => {
    const id = await keepTutor(desk, t, rostered);
    if (id !== '') ids.set(t.key, id);
  });
  await loadTrainings(desk, tutors, ids);
  return ids;
}

async function keepTutor(
  { me, branch, calendar }: Desk,
  t: TutorPlan,
  rostered: Rostered,
): Promise<string> {
  const student = rostered.get(t.studentNumber);
  if (t.kind === 'student' && !student) return '';
  const r = new Random(`card ${branch.code} ${t.key}`);
  const { from, until } = calendar.academicYear;
  const key = (what: string): string => `demo-${branch.code}-${t.key}-${what}`;
  const email = student
    ? `${t.studentNumber.toLowerCase()}@student.invalid`
    : `${branch.code}.${t.key}@voorbeeld.invalid`;
  const tutor = await me(
    training.keepTutor,
    {
      tutor: {
        // what the roster said is said again: a card is kept whole
        ...(student
          ? {
              id: student.id,
              revision: student.active ? 2 : 1,
              availableFrom: from,
              availableUntil: until,
            }
          : {}),
        branchCode: branch.code,
        kind: t.kind,
        firstName: t.firstName,
        lastName: t.lastName,
        email,
        phone: `0499 02 ${r.between(10, 99)} ${r.between(10, 99)}`,
        accountId: t.account,
        slots: t.slots,
        languages: t.languages,
        subjects: t.subjects,
        wishes: t.wishes,
        stages: t.stages,
        homeCell: t.cell,
        municipality: townOf(branch).split(/,| en /)[0] ?? '',
        active: true,
        maximumFamilies: r.chance(0.2) ? 3 : 0,
      },
    },
    key('card'),
  );
  if (t.check === 'missing') return tutor.id;
  const check = {
    minor: { notApplicable: true, validUntil: calendar.ago(-220) },
    expiring: { seenOn: calendar.ago(350) },
    seen: { seenOn: calendar.ago(r.between(20, 250)) },
  };
  await me(
    training.recordCheck,
    { tutorId: tutor.id, revision: tutor.revision, ...check[t.check] },
    key('check'),
  );
  return tutor.id;
}

/**
 * Days before the load on which a branch's start training was held; also how a load that goes on
 * finds the day it began.
 */
export const START_TRAINING_DAYS = 61;

const catalogue = [
  {
    code: 'start',
    title: 'Startvorming: naast het gezin staan',
    days: START_TRAINING_DAYS,
    share: 1,
  },
  { code: 'asking_on', title: 'Doorvragen: luisteren achter de vraag', days: 47, share: 0.2 },
  { code: 'reciprocity', title: 'Wederkerigheid: samen weten', days: 33, share: 0.5 },
  { code: 'multilingualism', title: 'Thuistaal als rijkdom', days: -12, share: 0.3 },
] as const;

async function loadTrainings(
  { me, branch, profile, calendar }: Desk,
  tutors: TutorPlan[],
  ids: Map<string, string>,
): Promise<void> {
  const r = new Random(`trainings ${branch.code}`);
  const required = profile?.tutors?.requiredTrainings ?? [];
  const idsOf = (some: TutorPlan[]): string[] => some.flatMap((t) => ids.get(t.key) ?? []);
  await each(catalogue, 1, async ({ code, title, days, share }) => {
    const key = (what: string): string => `demo-${branch.code}-training-${code}${what}`;
    const takesPlaceOn = `${calendar.ago(days)}T13:30`;
    const kept = await me(
      training.keepTraining,
      {
        training: {
          branchCode: branch.code,
          code,
          title,
          provider: 'Steunpunt vorming',
          takesPlaceOn,
          places: 40,
        },
      },
      key(''),
    );
    const coming = idsOf(
      tutors.filter((t) => t.trained && (r.chance(share) || required.includes(code))),
    );
    if (days > 0) {
      const missing = code === 'start' ? idsOf(tutors.filter((t) => !t.trained)) : [];
      await each(missing, 1, (tutorId) =>
        me(training.enrolTutor, { trainingId: kept.id, tutorId }, key(`-${tutorId.slice(-8)}`)),
      );
      await me(
        training.recordAttendance,
        { trainingId: kept.id, tutorIds: coming, revision: kept.revision },
        key('-there'),
      );
    } else {
      await each(coming, 1, (tutorId) =>
        me(training.enrolTutor, { trainingId: kept.id, tutorId }, key(`-${tutorId.slice(-8)}`)),
      );
    }
  });
}

/** The tutors who sign in write down what they think about, and share some of it. */
export async function loadReflections(
  portal: Portal,
  branch: Branch,
  tutors: TutorPlan[],
  calendar: Calendar,
): Promise<void> {
  await each(
    tutors.filter((t) => t.account !== ''),
    1,
    async (t) => {
      const r = new Random(`reflections ${branch.code} ${t.key}`);
      const tutor = await portal.as(t.account);
      const texts = r.some(reflections, t.kind === 'student' ? 3 : 1);
      for (const [n, text] of texts.entries()) {
        const key = `demo-${branch.code}-${t.key}-reflection-${n}`;
        const kept = await tutor(
          training.keepReflection,
          { text, occurredOn: calendar.ago(3 + n * 14) },
          key,
        );
        if (t.kind === 'student' && n !== 1)
          await tutor(
            training.shareReflection,
            { id: kept.id, shared: true, revision: kept.revision },
            `${key}-shared`,
          );
      }
    },
  );
}
