import { setTimeout as sleep } from 'node:timers/promises';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { outside } from '../databases.ts';
import { databaseAdmin, platformOf, referral, type Consortium } from '../platform.ts';
import { must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';
import { sameAnswer, TIMES, type Round } from './r18-same-command.ts';

const inBranch = { branchCode: 'oostende' };
// in whose middle school-liaison is killed, round after round
const KILLED = ['answerMessage', 'draftMessage', 'askFamily'] as const;

/** A child at a school, once school-liaison has heard of it; and one who speaks for that school. */
async function atSchool({ coordinator }: Consortium, n: number) {
  const { familyId } = await coordinator(IntakeService, 'enterReferral', {
    referral: referral(`Zelfde tekst ${n}`),
  });
  const { children, parents } = await coordinator(IntakeService, 'getFamily', { id: familyId });
  const [childId, personId] = [children[0]?.id ?? '', parents[0]?.id ?? ''];
  const { revision = 0 } = parents[0] ?? {};
  const parent = {
    familyId,
    id: personId,
    revision,
    relation: 'mother',
    name: 'Elifs mama',
  } as const;
  await coordinator(IntakeService, 'keepParent', { parent });
  const school = await coordinator(SchoolLiaisonService, 'keepSchool', {
    school: { ...inBranch, name: `School ${n}`, kinds: ['primary'], municipality: 'Oostende' },
  });
  const { id: contactId } = await coordinator(SchoolLiaisonService, 'keepSchoolContact', {
    contact: { ...inBranch, schoolIds: [school.id], name: 'Els', role: 'care_teacher' },
  });
  const pupil = { ...inBranch, familyId, childId, schoolId: school.id };
  for (const limit = performance.now() + 30_000; ; await sleep(100)) {
    const settled = await coordinator(SchoolLiaisonService, 'settlePupil', pupil).then(
      () => undefined,
      (error: Error) => error,
    );
    if (!settled) return { familyId, childId, personId, contactId };
    must(performance.now() < limit, `school-liaison heard of no child: ${settled.message}`);
  }
}

/** One text drafted, asked and approved, each command fifty times; gives its id. */
async function oneText(round: Round): Promise<string> {
  const { coordinator, n } = round;
  const { personId, contactId, ...who } = await atSchool(round, n);
  const send = <K extends (typeof KILLED)[number]>(
    what: K,
    request: Parameters<typeof coordinator<typeof SchoolLiaisonService, K>>[2],
  ) => {
    const killed = KILLED[n % KILLED.length] === what ? 'school-liaison' : undefined;
    return sameAnswer(round, { what, killed }, () =>
      coordinator(SchoolLiaisonService, what, request, `same-${what}-${n}`),
    );
  };
  const message = async () => {
    const thread = await coordinator(SchoolLiaisonService, 'getThread', { familyId: who.familyId });
    must(thread.messages.length === 1, `${thread.messages.length} texts of one draft`);
    return thread.messages[0] as (typeof thread.messages)[number];
  };
  await send('draftMessage', {
    ...inBranch,
    ...who,
    childName: 'Elif',
    purpose: 'inform',
    contactIds: [contactId],
    text: 'Wij lezen elke week samen.',
  });
  const { id: messageId, revision } = await message();
  await send('askFamily', { messageId, revision });
  const newest = (await message()).versions.at(-1);
  await send('answerMessage', {
    messageId,
    version: newest?.version ?? 0,
    hash: newest?.hash ?? '',
    personId,
    answer: 'yes',
    means: 'spoken',
  });
  return messageId;
}

async function sameMessage(world: World, c: Consortium): Promise<string> {
  const rounds = world.scale(3, 12);
  const ids: string[] = [];
  for (let n = 0; n < rounds; n++) {
    const round: Round = { ...c, n, again: [] };
    ids.push(await oneText(round));
    for (const ask of round.again) await ask();
  }
  const database = outside(databaseAdmin(c.platform), 'school_liaison');
  try {
    const { rows } = await database.query<{ effects: string }>(
      `select (select count(*) from message_version where message_id = m.id) || ',' ||
         (select count(*) from approval where object_id = m.id) as effects
       from message m where id = any ($1::uuid[])`,
      [ids],
    );
    const figure =
      `${rounds} x ${TIMES} posts of 3 commands under one key, school-liaison killed in each round: ` +
      `${rows.length} texts, each with one version and one yes; answers equal, also after the kill`;
    const once = rows.every(({ effects }) => effects === '1,1');
    must(once && rows.length === rounds, `${figure}: ${rows.map(({ effects }) => effects).join()}`);
    return figure;
  } finally {
    await database.end();
  }
}

export const sameMessageTwice: Trial = {
  id: 'R18S',
  title: 'the same command about a text for a school',
  on: ['platform'],
  run: async (world) => await sameMessage(world, await platformOf(world)),
};
