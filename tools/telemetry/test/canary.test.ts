import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { realPart, startKafka } from '@katrol/platform';
import people from '@katrol/platform/people.json' with { type: 'json' };
import { Kafka, logLevel } from 'kafkajs';
import { databaseOf, services } from '@katrol/registry';
import { canaryRequests, hitsIn, personalValues, type Asking } from '../src/canaries.ts';
import { openWorld, type World } from '../src/world.ts';

const BRANCH = 'geraardsbergen';
// one whose profile knows exclusions: what led elsewhere is looked at again; one with groups
const BRANCHES = `${BRANCH},gent,leuven`;
const demo = path.resolve(fileURLToPath(import.meta.url), '../../../demo/src/main.ts');

/**
 * Every flow of the journey, for some branches: what the demonstration does through the public
 * interfaces.
 */
function everyFlow(url: string): Promise<string> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', demo], {
    env: { ...process.env, NODE_OPTIONS: '', PUBLIC_URL: url, KATROL_DEMO_BRANCHES: BRANCHES },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (said += String(chunk)));
  return new Promise((resolve) => child.once('close', (code) => resolve(`${said}code ${code}`)));
}

// of before parents were people of their own: nobody types it any more
const NOT_TYPED = ['consent.given_by'];

async function everythingIn(brokers: string): Promise<Buffer[]> {
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith('katrol'));
  const ends = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
  const expected = ends.flat().reduce((sum, { high }) => sum + Number(high), 0);
  await admin.disconnect();
  const consumer = kafka.consumer({ groupId: 'canary' });
  await consumer.connect();
  for (const topic of topics) await consumer.subscribe({ topic, fromBeginning: true });
  const seen: Buffer[] = [];
  let messages = 0;
  await consumer.run({
    eachMessage: async ({ message }) => {
      messages += 1;
      seen.push(
        message.key ?? Buffer.alloc(0),
        message.value ?? Buffer.alloc(0),
        Buffer.from(
          JSON.stringify(message.headers, (_, v: unknown) =>
            v instanceof Buffer ? v.toString('utf8') : v,
          ),
        ),
      );
    },
  });
  for (const limit = Date.now() + 30_000; messages < expected && Date.now() < limit;)
    await sleep(100);
  await consumer.disconnect();
  expect(messages).toBe(expected);
  return seen;
}

const tableText = async (world: World, name: string, table: string): Promise<Buffer[]> => {
  const { rows } = await world
    .database(name)
    .query<Record<string, unknown>>(`select * from ${table}`);
  return rows.flatMap((row) =>
    Object.values(row).map((value) =>
      value instanceof Buffer ? value : Buffer.from(String(value)),
    ),
  );
};

/** A coordinator of another branch opens a file, and says why. */
async function openInEmergency(world: World): Promise<void> {
  const { rows } = await world.database('intake').query<{ family_name: string; phone: string }>(
    `select family_name, phone from family where branch_code = $1 and merged_into is null
        order by id limit 1`,
    [BRANCH],
  );
  const [family] = rows;
  const { status, body } = await world.post(
    'katrol.intake.v1.IntakeService/OpenEmergencyAccess',
    {
      branchCode: 'oostende',
      familyBranchCode: BRANCH,
      familyName: family?.family_name,
      phone: family?.phone,
      reason: 'De grootmoeder belde ons: er is vannacht brand geweest in het huis.',
    },
    { as: 'marieke.vanhoutte', key: randomUUID() },
  );
  expect([status, body]).toEqual([200, expect.anything()]);
}

/** A coordinator of the branch, by the name to sign in with. */
const coordinatorOf = (branch: string): string =>
  people.find(
    (p) => p.roles.includes('coordinator') && (p.branches as readonly string[]).includes(branch),
  )?.username ?? '';

/** What the demonstration leaves to chance: a queue, and words for what somebody needs. */
async function whatIsRare(world: World): Promise<void> {
  const { rows } = await world.database('matching').query<Record<string, string>>(
    `(select t.branch_code as branch, 'KeepSpecialisedQueue' as rpc, t.id::text as id
        from trajectory t left join family_plan p on p.family_id = t.family_id
        where t.status = 'running' and p.family_id is null limit 1)
      union all
      (select branch_code, 'AnswerMissed', id::text from session
        where what_is_needed <> '' and answered_on is null limit 1)`,
  );
  expect(new Set(rows.map(({ rpc }) => rpc))).toEqual(
    new Set(['AnswerMissed', 'KeepSpecialisedQueue']),
  );
  for (const { branch = '', rpc, id } of rows) {
    const asked =
      rpc === 'AnswerMissed'
        ? { sessionId: id, answer: 'Samen gebeld met de mama van Youssef.' }
        : { trajectoryId: id, specialisedQueue: 'Logopedische praktijk De Wilg', revision: 0 };
    const how = { as: coordinatorOf(branch), key: randomUUID() };
    const { status, body } = await world.post(
      `katrol.matching.v1.MatchingService/${rpc}`,
      asked,
      how,
    );
    expect([rpc, status, body]).toEqual([rpc, 200, expect.anything()]);
  }
}

/** Who read the sentences to families of a language, as somebody who speaks it. */
async function whoReadALanguage(world: World): Promise<void> {
  const { status, body } = await world.post(
    'katrol.intake.v1.IntakeService/KeepFamilyLanguage',
    { branchCode: BRANCH, language: 'ti', readBy: 'Selam Tesfamariam', readOn: '2026-09-01' },
    { as: coordinatorOf(BRANCH), key: randomUUID() },
  );
  expect([status, body]).toEqual([200, expect.anything()]);
}

/** A line of Vandaag that somebody looks at later. */
async function whoLooksLater(world: World): Promise<void> {
  const until = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const { status, body } = await world.post(
    'katrol.intake.v1.IntakeService/PutOff',
    { branchCode: BRANCH, line: { kind: 'CONTACT_DUE', subjectId: randomUUID(), until } },
    { as: coordinatorOf(BRANCH), key: randomUUID() },
  );
  expect([status, body]).toEqual([200, expect.anything()]);
}

/** Who reads figures asks for a table that no release has, and is answered. */
async function whoNeedsATable(world: World): Promise<void> {
  const ask = async (rpc: string, asked: object, as: string): Promise<{ id: string }> => {
    const name = `katrol.reporting.v1.ReportingService/${rpc}`;
    const { status, body } = await world.post(name, asked, { as, key: randomUUID() });
    expect([rpc, status, body]).toEqual([rpc, 200, expect.anything()]);
    return body as { id: string };
  };
  const text = 'Wachttijd van gezinnen in de Zilvermolenwijk, voor professor Verschaffel.';
  const { id } = await ask('AskTable', { text }, coordinatorOf(BRANCH));
  const answer = 'De Zilvermolenwijk alleen is te klein, mevrouw Verschaffel.';
  await ask('AnswerTable', { id, answer, revision: 1 }, 'hilde.quintelier');
}

/** The same between parents and school: an answer put in another language, a report that does not go. */
async function whatIsRareAtSchool(world: World): Promise<void> {
  const database = world.database('school_liaison');
  const { rows: answers } = await database.query<{ id: string; branch: string }>(
    `select id::text, branch_code as branch from school_answer limit 1`,
  );
  // as a session that was held leaves it where the profile asks reports
  const { rows: due } = await database.query<{ id: string; branch: string }>(
    `insert into report_due (session_id, family_id, branch_code, occurred_on, status)
      select uuidv7(), family_id, branch_code, current_date, 'due' from family_person limit 1
      returning session_id::text as id, branch_code as branch`,
  );
  const typed = [
    ...answers.map(({ id, branch }) => ({
      branch,
      rpc: 'TranslateAnswer',
      body: {
        answerId: id,
        translation: {
          language: 'tr',
          text: 'Bu hafta birlikte okuduk, çok güzeldi.',
          by: 'person',
          name: 'Tolk Nurten Yavuz',
        },
      },
    })),
    ...due.map(({ id, branch }) => ({
      branch,
      rpc: 'SkipReport',
      body: { sessionId: id, why: 'De moeder van Amina wil er zelf over praten.' },
    })),
  ];
  expect(typed).toHaveLength(2);
  for (const { branch, rpc, body } of typed) {
    const how = { as: coordinatorOf(branch), key: randomUUID() };
    const name = `katrol.school_liaison.v1.SchoolLiaisonService/${rpc}`;
    const { status, body: said } = await world.post(name, body, how);
    expect([rpc, status, said]).toEqual([rpc, 200, expect.anything()]);
  }
}

/** What answers say to requests that are wrong beside something personal. */
async function errorBodies(world: World, values: readonly string[]): Promise<string[]> {
  const bodies: string[] = [];
  const personal = values.slice(0, 40);
  for (const [i, text] of personal.entries()) {
    const wrong = [
      [
        'SubmitReferral',
        {
          branchCode: BRANCH,
          contact: { familyName: text, phone: text },
          occurredOn: '2026-02-31',
        },
      ],
      ['EnterReferral', { referral: { branchCode: BRANCH, contact: { familyName: text } } }],
      ['RecordVisit', { referralId: '019aa000-0000-7000-8000-000000000001', familyQuestion: text }],
      ['EditFamily', { familyId: 'x', contact: { familyName: text } }],
      ['GetFamily', { id: text }],
      ['ListFamilies', { branchCode: BRANCH, options: { search: text, sort: text } }],
      ['KeepSocialMapPlace', { place: { branchCode: BRANCH, name: text, domains: [text] } }],
    ] as const;
    const [rpc, body] = wrong[i % wrong.length] as (typeof wrong)[number];
    const { body: said } = await world.post(`katrol.intake.v1.IntakeService/${rpc}`, body, {
      as: 'bram.roelandts',
    });
    bodies.push(JSON.stringify(said));
  }
  return bodies;
}

/** What is said to somebody who may do nothing of it: a refusal, and nothing of what was typed. */
async function answersTo(world: World, asked: readonly Asking[]): Promise<string[]> {
  const bodies: string[] = [];
  for (const { rpc, body } of asked) {
    for (const as of ['bram.roelandts', 'els.casteleyn', 'hilde.quintelier']) {
      const { status, body: said } = await world.post(rpc, body, { as });
      // who may do it is answered with what was kept
      if (status !== 200) bodies.push(JSON.stringify(said));
    }
  }
  return bodies;
}

test('S13, O8 without the second wall: what was typed of people is in no topic, table, log, span, metric, error', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'katrol-canary-'));
  const kafka = await realPart('kafka', () => startKafka({ dir }));
  const world = await openWorld(
    kafka
      ? { KAFKA_BROKERS: kafka.brokers, BROKER: 'kafka', LOG_LEVEL: 'debug' }
      : { LOG_LEVEL: 'debug' },
  );
  try {
    expect(await everyFlow(world.platform.url)).toMatch(/ 0 geweigerd[\s\S]*code 0/);
    await openInEmergency(world);
    await whatIsRare(world);
    await whatIsRareAtSchool(world);
    await whoReadALanguage(world);
    await whoLooksLater(world);
    await whoNeedsATable(world);
    const { values, empty } = await personalValues((name) => world.database(name));
    const { asked, words } = canaryRequests(BRANCH);
    const bodies = [...(await errorBodies(world, values)), ...(await answersTo(world, asked))];
    await sleep(3_000);
    const databases = services.map(databaseOf);
    const of = async (table: string): Promise<Buffer[]> =>
      (await Promise.all(databases.map((name) => tableText(world, name, table)))).flat();
    const places = {
      ...(kafka ? { Kafka: await everythingIn(kafka.brokers) } : {}),
      outbox: await of('outbox'),
      inbox: await of('inbox'),
      parked: await of('parked'),
      logs: [world.platform.said()],
      telemetry: world.receiver.raw,
      errors: bodies,
    };
    process.stdout.write(
      `S13: ${values.length} names, addresses and texts looked for in ${Object.entries(places)
        .map(([where, pieces]) => `${where} (${pieces.reduce((n, p) => n + p.length, 0)} bytes)`)
        .join(', ')}\n`,
    );
    // a column that nothing was typed in was not looked for
    expect(empty).toEqual(NOT_TYPED);
    expect(values.length).toBeGreaterThan(200);
    expect(words.length).toBeGreaterThan(100);
    expect(hitsIn(places, [...values, ...words])).toEqual([]);
    // the search finds what is there: the same values in the tables they belong to
    expect(
      hitsIn({ family: await tableText(world, 'intake', 'family') }, values).length,
    ).toBeGreaterThan(10);
  } finally {
    await world.stop();
    await kafka?.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}, 900_000);
