import { create } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { SlotSchema } from '@katrol/proto/katrol/common/v1/place_pb';
import {
  ClosedPeriodSchema,
  CriteriaSetSchema,
  CriterionSchema,
} from '@katrol/proto/katrol/intake/v1/profile_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import people from '@katrol/platform/people.json' with { type: 'json' };
import { findings } from '../axe.ts';
import { day } from '../day.ts';
import { fill, press, tap, textOf } from '../hands.ts';
import type { Caller } from '../portal-client.ts';
import { PHONE } from '../seat.ts';
import type { World } from '../world.ts';

const BRANCH = 'geraardsbergen';
const FAMILIES = [
  ['Bogaert', 'Nina'],
  ['Celik', 'Emir'],
  ['Diallo', 'Awa'],
] as const;
const MINUTES = 90;
const weekdayOf = (at: string): number => new Date(`${at}T12:00:00Z`).getUTCDay() || 7;
const hour = (weekday: number) =>
  create(SlotSchema, { weekday, fromMinute: 600, untilMinute: 600 + MINUTES });

/** What a service heard of another stands there a moment later. */
async function soon<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 60; attempt++) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('it was never heard of');
}

/** The branch becomes a homework class: a small group at school, on fixed hours. */
async function homeworkClass(bram: Caller): Promise<void> {
  const { document, revision } = await bram(IntakeService, 'getProfile', { branchCode: BRANCH });
  if (!document?.support || !document.tutors || !document.intake) throw new Error('no profile');
  const today = weekdayOf(day());
  const criterion = create(CriterionSchema, {
    code: 'own_place',
    label: { nl: 'Een rustige plek om te leren' },
    help: { nl: 'Is er thuis een tafel die vrij is?' },
  });
  await bram(IntakeService, 'editProfile', {
    branchCode: BRANCH,
    validFrom: day(),
    revision,
    document: {
      ...document,
      wordForTutor: { nl: 'huiswerkmaatje' },
      intake: {
        ...document.intake,
        priorConsentAndInformation: false,
        homeVisitAlways: false,
        criteriaSet: create(CriteriaSetSchema, { criteria: [criterion], threshold: 1 }),
      },
      support: {
        ...document.support,
        form: 'small_group',
        places: ['school', 'neighbourhood_centre'],
        parentPresent: 'welcome',
        anchor: 'care_teacher',
        sessionsAWeek: 1,
        sessionMinutes: MINUTES,
        fixedHours: [hour(today), hour((today % 7) + 1)],
        maximumChildren: 6,
        closed: [
          create(ClosedPeriodSchema, { from: day(40), until: day(47), label: 'Verbouwing' }),
        ],
      },
      tutors: { ...document.tutors, checkRequired: false, requiredTrainings: [] },
    },
  });
}

async function refer(bram: Caller, familyName: string, firstName: string) {
  return await bram(IntakeService, 'enterReferral', {
    referral: {
      branchCode: BRANCH,
      referrer: { kind: 'school', name: 'Juf Ilse' },
      contact: { familyName, phone: '0470 41 41 41' },
      children: [{ firstName, grade: 'L3' }],
      reason: 'huiswerk',
    },
  });
}

/** A family whose question becomes a place in the group. */
async function joins(bram: Caller, familyName: string, firstName: string): Promise<string> {
  const { familyId, id: referralId } = await refer(bram, familyName, firstName);
  const { parents } = await bram(IntakeService, 'getFamily', { id: familyId });
  const personId = parents[0]?.id ?? '';
  const family = await bram(IntakeService, 'recordConversation', {
    familyId,
    answers: (['registration', 'sharing_with_tutor'] as const).map((purpose) => ({
      personId,
      purpose,
      answer: 'yes' as const,
    })),
    means: 'spoken',
    language: 'nl',
    occurredOn: day(),
  });
  const { revision } = family.referrals.find((one) => one.id === referralId) ?? { revision: 0 };
  await bram(IntakeService, 'decideOnReferral', {
    referralId,
    revision,
    outcome: 'trajectory',
    familySay: 'Graag, na school',
    occurredOn: day(),
    needs: {
      children: family.children.map((child) => ({ childId: child.id })),
      slots: [hour(weekdayOf(day()))],
      placeKind: 'school',
    },
  });
  return familyId;
}

/** Three families with one tutor at one hour, since a week ago. */
async function aGroup(world: World): Promise<string[]> {
  const bram = await world.as('bram.roelandts');
  await homeworkClass(bram);
  const tuur = people.find((one) => one.username === 'tuur.neirinckx');
  const tutor = await bram(VolunteerTrainingService, 'keepTutor', {
    tutor: {
      branchCode: BRANCH,
      kind: 'volunteer',
      firstName: 'Tuur',
      lastName: 'Neirinckx',
      accountId: tuur?.subject ?? '',
      slots: [hour(weekdayOf(day()))],
      placeKinds: ['school'],
      maximumFamilies: 8,
    },
  });
  const familyIds: string[] = [];
  for (const [name, child] of FAMILIES) familyIds.push(await joins(bram, name, child));
  const at = `${day(-7)}T10:00`;
  for (const familyId of familyIds) {
    const request = await soon(async () => {
      const { rows } = await bram(MatchingService, 'listSupportRequests', { branchCode: BRANCH });
      return rows.find((one) => one.familyId === familyId);
    });
    const pair = { supportRequestId: request.id, tutorId: tutor.id };
    const match = await soon(() =>
      bram(MatchingService, 'acceptProposal', {
        ...pair,
        firstVisitOn: at,
        revision: request.revision,
      }).catch(() => undefined),
    );
    await bram(MatchingService, 'answerMatch', {
      matchId: match.id,
      visitedOn: day(-7),
      familyAnswer: 'yes',
      tutorAnswer: 'yes',
      revision: match.revision,
    });
  }
  return familyIds;
}

const minutesOf = async (world: World, minutes: number): Promise<number> => {
  const tuur = await world.as('tuur.neirinckx');
  return await soon(async () => {
    const { minutesHeld } = await tuur(VolunteerTrainingService, 'getMyTutor', {});
    return minutesHeld === minutes ? minutesHeld : undefined;
  });
};

/** A group of three families on a tutor's phone: one log, one set of hours. */
export function aGroupTogether(world: () => World): void {
  let familyIds: string[] = [];
  const tuur = () => world().seat('tuur.neirinckx', PHONE);
  const bram = () => world().seat('bram.roelandts');

  test('the branch writes down what it weighs, and the visit asks it so', async () => {
    familyIds = await aGroup(world());
    const { page, open } = await bram();
    await open('/werkingsprofiel');
    const said = await textOf(page);
    for (const word of ['kleine groep', 'Verbouwing', 'Een rustige plek om te leren'])
      expect(said).toContain(word);
    expect(said).toContain('Contact met de school');
    expect(said).toMatch(/Hoogstens kinderen per begeleider, tegelijk\s+6/);
    const { familyId } = await refer(await world().as('bram.roelandts'), 'Etienne', 'Lou');
    await open(`/gezinnen/${familyId}`);
    await press(page, 'Kennismaking opschrijven');
    const form = page.getByTestId('record-visit-form');
    await form.getByText('Een rustige plek om te leren').first().waitFor();
    await form.getByText('Is er thuis een tafel die vrij is?').first().waitFor();
    await open('/');
    await page.getByTestId('anchored-by').waitFor();
    // its own words stand where the general one would
    await open('/begeleiders/nieuw');
    await page.getByRole('heading', { name: 'Nieuwe huiswerkmaatje' }).waitFor();
  });

  test('one log on the phone for all of them: the children ticked, the hours counted once', async () => {
    const { page, open } = await tuur();
    await open('/');
    await page.getByRole('heading', { name: 'Jouw groep' }).waitFor();
    expect(await page.getByTestId('next-group-session').count()).toBe(1);
    // nothing is logged family by family
    expect(await page.getByTestId('log-session').count()).toBe(0);
    for (const [name] of FAMILIES)
      await page.getByRole('heading', { name: `Gezin ${name}` }).waitFor();
    await page.getByText('Ouders zijn welkom. Weggaan mag ook.').first().waitFor();
    await page.getByTestId('log-group').click();
    const form = page.getByTestId('group-log-form');
    for (const [, child] of FAMILIES)
      expect(await form.getByRole('checkbox', { name: child }).isChecked()).toBe(true);
    await form.getByRole('checkbox', { name: 'Emir' }).uncheck();
    await tap(form, 'Wat hebben jullie gedaan?', ['huiswerk']);
    expect(await findings(page)).toEqual([]);
    await world().picture(page, 'groep', ['360']);
    await press(form, 'Bewaren');
    await page.getByTestId('group-sessions').getByText('Nina, Awa').waitFor();
    expect(await minutesOf(world(), MINUTES)).toBe(MINUTES);
  });

  test('put right once, for all of them', async () => {
    const { page } = await tuur();
    await page.getByTestId('group-sessions').getByRole('button').first().click();
    const form = page.getByTestId('group-log-form');
    expect(await form.getByRole('checkbox', { name: 'Emir' }).isChecked()).toBe(false);
    await form.getByRole('checkbox', { name: 'Emir' }).check();
    await fill(form, { Minuten: '60' });
    await press(form, 'Bewaren');
    await page.getByTestId('group-sessions').getByText('Nina, Emir, Awa').waitFor();
    await page.getByTestId('group-sessions').getByText('90 minuten').waitFor();
    expect(await minutesOf(world(), 60)).toBe(60);
  });

  test('the branch sees which group; a family’s own page names no other', async () => {
    const { page, open } = await bram();
    await open(`/gezinnen/${familyIds[0] ?? ''}`);
    const group = page.locator('#groep');
    await group.getByText('3 gezinnen, 3 kinderen').waitFor();
    await page.getByText('zorgleerkracht').first().waitFor();
    await open(`/gezinnen/${familyIds[0] ?? ''}/wie-keek-mee`);
    const record = await textOf(page);
    expect(record).toContain('Bogaert');
    for (const other of ['Celik', 'Diallo', 'Emir', 'Awa']) expect(record).not.toContain(other);
  });
}
