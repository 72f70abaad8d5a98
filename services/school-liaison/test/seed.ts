import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { DecidingRole } from '@katrol/proto/katrol/intake/v1/codes';
import {
  ConsentChangedSchema,
  DecidersChangedSchema,
  ProfileChangedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { ProfileDocumentSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import {
  eventually,
  exampleOf,
  startPublisher,
  startUnderTest,
  type Publisher,
  type Seed,
  type TestPerson,
  type UnderTest,
} from '@katrol/testkit';
import { startSchoolLiaison } from '../src/service.ts';

export type Liaison = UnderTest<typeof SchoolLiaisonService>;
export const coordinator = (branch = 'oostende'): Partial<TestPerson> => ({
  subject: `coordinator-${branch}`,
  name: `Ankerfiguur ${branch}`,
  roles: ['coordinator'],
  branches: [branch],
});

/** School-liaison with an intake that tells what a test says; the clock stands at `at`. */
export async function startLiaison(at?: string) {
  const intake = await startPublisher();
  const t = await startUnderTest(SchoolLiaisonService, startSchoolLiaison, {
    peers: { intake: intake.address },
    ...(at === undefined ? {} : { at }),
  });
  const stop = async (): Promise<void> => {
    await t.stop();
    intake.stop();
  };
  return { t, intake, stop };
}

const document = exampleOf(ProfileDocumentSchema);
let versions = 0;

/** The branch's profile, as intake tells it: parents approve, one yes is enough, unless told. */
export function profile(
  intake: Publisher,
  branchCode: string,
  school: object = {},
  more: object = {},
): void {
  const rules = { contactPolicy: 'mediated' as const, parentsApprove: true, ...school };
  versions += 1;
  intake.tell(
    ProfileChangedSchema,
    {
      branchCode,
      version: versions,
      validFrom: '2020-01-01',
      document: {
        ...document,
        school: { ...document.school, ...rules },
        intake: { ...document.intake, allDeciders: false, silenceDays: 7, ...more },
      },
    },
    branchCode,
  );
}

/** The same, and it is heard. */
export async function profileHeard(
  t: Liaison,
  intake: Publisher,
  school: object = {},
  more: object = {},
): Promise<void> {
  profile(intake, 'oostende', school, more);
  const version = versions;
  await eventually(async () => {
    const { rows } = await t.admin.query(
      `select 1 from branch_rules where branch_code = 'oostende' and version = $1`,
      [version],
    );
    expect(rows).toHaveLength(1);
  });
}

type Who = {
  id?: string;
  role?: DecidingRole;
  held?: boolean;
  language?: string;
  writtenTo?: ('to_answer' | 'to_read')[];
};
export type TestFamily = {
  familyId: string;
  childId: string;
  mama: string;
  papa: string;
  sequence: number;
};

/** Who decides, as intake tells it. */
export function deciders(intake: Publisher, f: TestFamily, people: Who[], branchCode = 'oostende') {
  f.sequence += 1;
  const all = people.map(
    ({ id = randomUUID(), role = 'decides', held = false, language = 'nl', writtenTo = [] }) => ({
      childId: f.childId,
      personId: id,
      role,
      held,
      language,
      writtenTo,
    }),
  );
  intake.tell(
    DecidersChangedSchema,
    {
      familyId: f.familyId,
      branchCode,
      people: all,
      sequence: f.sequence,
      occurredOn: '2026-11-01',
    },
    f.familyId,
  );
}

/** What is in force of a consent, as intake tells it. */
export function consent(
  intake: Publisher,
  { familyId }: TestFamily,
  c: { given: boolean; sequence: number; purpose?: string; childId?: string; undoes?: number },
): void {
  const { purpose = 'sharing_with_school', childId = '', undoes = 0, ...said } = c;
  const told = { familyId, branchCode: 'oostende', purpose: purpose as 'registration', childId };
  const fact = { ...told, ...said, undoes, occurredOn: '2026-11-20' };
  intake.tell(ConsentChangedSchema, fact, familyId);
}

export const newFamily = (): TestFamily => ({
  familyId: randomUUID(),
  childId: randomUUID(),
  mama: randomUUID(),
  papa: randomUUID(),
  sequence: 0,
});

export type AtSchool = TestFamily & { schoolId: string; contactId: string; otherId: string };

/** A family with two parents who decide, whose child is at a school with a named contact. */
export async function atSchool(
  t: Liaison,
  intake: Publisher,
  f: TestFamily = newFamily(),
): Promise<AtSchool> {
  const as = t.as(coordinator());
  deciders(intake, f, [{ id: f.mama, language: 'ar' }, { id: f.papa }]);
  const school = await as('keepSchool', {
    school: {
      branchCode: 'oostende',
      name: `De Regenboog ${f.childId.slice(-6)}`,
      municipality: 'Lede',
    },
  });
  const contactOf = (name: string, named: boolean) =>
    as('keepSchoolContact', {
      contact: {
        branchCode: 'oostende',
        schoolIds: [school.id],
        name,
        role: 'care_coordinator',
        named,
      },
    });
  const els = await contactOf('Els Maertens', true);
  const greet = await contactOf('Greet Wouters', false);
  await eventually(() =>
    as('settlePupil', {
      familyId: f.familyId,
      branchCode: 'oostende',
      childId: f.childId,
      schoolId: school.id,
      since: '2026-09-01',
    }),
  );
  return { ...f, schoolId: school.id, contactId: els.id, otherId: greet.id };
}

export const draft = (f: AtSchool, more: object = {}) => ({
  branchCode: 'oostende',
  familyId: f.familyId,
  childId: f.childId,
  childName: 'Amina',
  purpose: 'inform' as const,
  contactIds: [f.contactId],
  text: 'Amina leest thuis elke dag.',
  mayDiscuss: true,
  ...more,
});

/** A link of a parent's page, and one of a school contact. */
export const parentLink = (t: Liaison, f: TestFamily, person: string) =>
  t.link({ link: 'parent-page', object: f.familyId, person });
export const contactLink = (t: Liaison, contactId: string) =>
  t.link({ link: 'school-contact', object: contactId, person: contactId });

type Message = { id: string; revision: number; versions: { version: number; hash: string }[] };

/** The newest form of a message, as an answer names it. */
export const formOf = (m: Message) => {
  const newest = m.versions.at(-1);
  return { messageId: m.id, version: newest?.version ?? 0, hash: newest?.hash ?? '' };
};

/** A draft that the family is asked about. */
export async function asked(t: Liaison, f: AtSchool, more: object = {}) {
  const as = t.as(coordinator());
  const m = await as('draftMessage', draft(f, more));
  return await as('askFamily', { messageId: m.id, revision: m.revision });
}

export async function seedLiaison(t: Liaison): Promise<Seed> {
  await t.admin.query(
    `insert into branch_rules (branch_code, version, valid_from, rules)
      select code, 1, '2020-01-01', $1::jsonb from unnest(array['oostende', 'melle']) as code`,
    [{ school: { contactPolicy: 'mediated', parentsApprove: true }, intake: {} }],
  );
  const f = newFamily();
  await t.admin.query(
    `insert into family_person (family_id, child_id, person_id, branch_code, role, held, language, sequence)
      values ($1, $2, $3, 'oostende', 'decides', false, 'nl', 1)`,
    [f.familyId, f.childId, f.mama],
  );
  const as = t.as(coordinator());
  const school = await as('keepSchool', {
    school: { branchCode: 'oostende', name: 'De Regenboog', municipality: 'Lede' },
  });
  const contact = await as('keepSchoolContact', {
    contact: {
      branchCode: 'oostende',
      schoolIds: [school.id],
      name: 'Els Maertens',
      role: 'care_teacher',
      named: true,
    },
  });
  const { familyId, childId } = f;
  const pupil = {
    familyId,
    branchCode: 'oostende',
    childId,
    schoolId: school.id,
    since: '2026-09-01',
  };
  await as('settlePupil', pupil);
  const at = { ...f, schoolId: school.id, contactId: contact.id, otherId: contact.id };
  const message = await as('draftMessage', draft(at));
  const signal = await as('raiseSignal', {
    branchCode: 'oostende',
    theme: 'homework',
    text: 'Te veel huiswerk in de derde graad.',
  });
  const inBranch = { branchCode: 'oostende' };
  await as('keepMeeting', {
    meeting: { ...inBranch, kind: 'consultation', plannedFor: '2026-12-01T16:00' },
  });
  return {
    owner: coordinator(),
    stranger: coordinator('melle'),
    theirs: [
      { rpc: 'askFamily', request: { messageId: message.id, revision: message.revision } },
      { rpc: 'letGo', request: { messageId: message.id, why: 'Niet meer nodig', revision: 1 } },
      { rpc: 'listSchools', request: inBranch },
      { rpc: 'followSignal', request: { signalId: signal.id, takenUpBy: 'Katrien', revision: 1 } },
    ],
    lists: [
      { rpc: 'getThread', request: { familyId } },
      { rpc: 'listSchools', request: inBranch },
      { rpc: 'listMeetings', request: inBranch },
      { rpc: 'listSignals', request: inBranch },
      { rpc: 'getToday', request: inBranch },
    ],
    command: {
      rpc: 'followSignal',
      request: { signalId: signal.id, takenUpBy: 'Katrien', revision: 1 },
      other: { signalId: signal.id, takenUpBy: 'Noor', revision: 1 },
    },
    stale: {
      rpc: 'followSignal',
      request: { signalId: signal.id, takenUpBy: 'Noor', revision: 1 },
    },
    slow: { table: 'school', rpc: 'listSchools', request: inBranch },
  };
}

/** What a contact finds in the inbox. */
export const inboxOf = async (t: Liaison, f: AtSchool) =>
  (await contactLink(t, f.contactId)('getInbox', {})).messages;

/** So many messages are there for the contact. */
export const sent = (t: Liaison, f: AtSchool, many = 1): Promise<void> =>
  eventually(async () => expect(await inboxOf(t, f)).toHaveLength(many));

/** The minute in which a yes may be taken back goes by. */
export const minuteOver = (t: Liaison): void =>
  t.clock.set(new Date(t.clock.now().getTime() + 120_000).toISOString());
