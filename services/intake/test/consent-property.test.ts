import { randomInt } from 'node:crypto';
import { fromBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import {
  ConsentChangedSchema,
  type ConsentChanged,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { Refusal } from '@katrol/runtime';
import { eventually, startUnderTest } from '@katrol/testkit';
import { inForce, type ConsentFile, type Said } from '../src/domain/consent.ts';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, type Intake } from './seed.ts';

const seed = Number(process.env['KATROL_SEED'] ?? randomInt(2 ** 31));
let random = seed;
// a small generator that a seed repeats
function chance(below: number): number {
  random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fffffff;
  return (random >> 8) % below;
}
const one = <T>(of: readonly T[]): T => of[chance(of.length)] as T;

let t: Intake;
beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake);
  await openBranches(t, { oostende: 'de-katrol' });
});
afterAll(() => t.stop());
const as = () => t.as(coordinator('oostende'));

const PURPOSES: readonly ConsentPurpose[] = ['registration', 'sharing_with_tutor', 'statistics'];
const DAYS = ['2026-10-01', '2026-11-01', '2026-11-10', '2026-11-20'];
const UNTIL = ['', '', '2026-11-25', '2026-12-15', '2027-01-31'];
const CLOCK = ['2026-11-23', '2026-11-26', '2026-12-16', '2027-02-01'];
const rules = { allDeciders: false, youngPersonAge: 12, silenceDays: 7 };

type Household = { familyId: string; kids: string[]; persons: string[] };

async function household(i: number): Promise<Household> {
  const { familyId } = await received(t, 'oostende', {
    contact: { familyName: `Gezin ${i}`, phone: `0470 22 33 ${10 + i}` },
    children: [{ firstName: 'Elif' }, { firstName: 'Noor' }],
  });
  const parent = { familyId, relation: 'father' as const };
  const family = await as()('keepParent', { parent });
  const kids = family.children.map((child) => child.id);
  // one grows up on the way
  const [elif = '', noor = ''] = kids;
  const grown = { child: { firstName: 'Elif' }, birthDate: '2008-12-10', revision: 1 };
  await as()('editChild', { childId: elif, ...grown });
  return { familyId, kids, persons: [...family.parents.map((p) => p.id), elif, noor] };
}

/** Something that happens with a household: a conversation, one taken back, a hold, a date. */
async function step({ familyId, kids, persons }: Household, day: string): Promise<void> {
  const family = await as()('getFamily', { id: familyId });
  const kind = chance(10);
  if (kind === 0) {
    const { id, held, revision } = one(family.parents);
    await as()('holdParent', { parentId: id, hold: !held, reason: 'Nodig', revision });
  } else if (kind === 1) {
    const { $typeName: _, ...parent } = one(family.parents);
    const role = one(['decides', 'informed', 'neither'] as const);
    const deciding = [{ childId: one(kids), role, from: '', until: one(UNTIL) }];
    await as()('keepParent', { parent: { ...parent, deciding } });
  } else if (kind === 2 && family.undoableId !== '') {
    await as()('undoConversation', { familyId, conversationId: family.undoableId });
  } else {
    const answers = Array.from({ length: 1 + chance(3) }, () => {
      const personId = one(persons);
      const answer = one(['yes', 'yes', 'no', 'silent'] as const);
      const childId = kids.includes(personId) ? personId : one(['', '', ...kids]);
      const until = answer === 'yes' ? one(UNTIL) : '';
      return { personId, childId, answer, until, purpose: one(PURPOSES) };
    });
    const occurredOn = one(DAYS.filter((d) => d <= day));
    await as()('recordConversation', {
      familyId,
      answers,
      occurredOn,
      means: 'spoken',
      language: 'nl',
    });
  }
}

async function toldOf(familyId: string): Promise<ConsentChanged[]> {
  const { rows } = await t.admin.query<{ payload: Buffer }>(
    'select payload from outbox where type = $1 and key = $2 order by seq',
    [ConsentChangedSchema.typeName, familyId],
  );
  return rows.map(({ payload }) => fromBinary(ConsentChangedSchema, payload));
}

/** What a hearer knows: of each line the highest count, a child's own before the family's. */
function heard(events: readonly ConsentChanged[], purpose: string, childId: string, day: string) {
  const line = (child: string) =>
    events
      .filter((e) => e.purpose === purpose && e.childId === child)
      .reduce<ConsentChanged | undefined>(
        (a, b) => (a && a.sequence > b.sequence ? a : b),
        undefined,
      );
  const told = line(childId) ?? line('');
  return told !== undefined && told.given && (told.until === '' || told.until >= day);
}

async function fileOf(familyId: string): Promise<ConsentFile> {
  const { parents, children } = await as()('getFamily', { id: familyId });
  const { rows } = await t.admin.query<Said>(
    `select person_id::text as "personId", purpose, receiver, child_id as "childId", answer,
      occurred_on::text as "occurredOn", coalesce(until::text, '') as until, typed
      from consent where family_id = $1 and undone_at is null order by random()`,
    [familyId],
  );
  return { parents, children, answers: rows };
}

test(`any interleaving, order of arrival and clock: what was told leads to intake’s own function (KATROL_SEED=${seed})`, async () => {
  const homes = await Promise.all(Array.from({ length: 6 }, (_, i) => household(i)));
  let compared = 0;
  for (const day of CLOCK) {
    t.clock.set(`${day}T09:00:00Z`);
    // each household has its own hands; two of them may meet
    const steps = homes.flatMap((home) => [home, home, home, home]);
    for (const home of steps.sort(() => chance(3) - 1)) {
      await Promise.all(
        [step(home, day), step(one(homes), day)].map((done) => done.catch(expectStale)),
      );
    }
    for (const { familyId, kids } of homes) {
      const file = await fileOf(familyId);
      await eventually(async () => {
        const events = (await toldOf(familyId)).sort(() => chance(3) - 1);
        for (const purpose of PURPOSES)
          for (const childId of ['', ...kids]) {
            const { given } = inForce(file, { purpose, receiver: '', childId }, rules, day);
            const at = [familyId, purpose, childId, day];
            expect([...at, heard(events, purpose, childId, day)]).toEqual([...at, given]);
          }
      });
      const sequences = (await toldOf(familyId)).map((e) => e.sequence);
      expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
      compared += PURPOSES.length * (kids.length + 1);
    }
  }
  expect(compared).toBe(CLOCK.length * homes.length * PURPOSES.length * 3);
}, 180_000);

// somebody else was at the same thing
function expectStale(error: unknown): void {
  const passing = ['STALE', 'CONVERSATION_STANDS', 'CONFLICT'];
  if (!(error instanceof Refusal) || !passing.includes(error.reason)) throw error;
}
