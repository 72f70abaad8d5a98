import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { connect, type Peer } from '@katrol/rpc';
import { makeTemplateOf } from './databases.ts';
import { fixture, type Play } from './play.ts';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

const BRANCH = 'oostende';
const PURPOSE = { branchCode: BRANCH, childName: 'Amina', purpose: 'inform' as const };

// what its own tables hold: asked, approved and answered, in the order of each family
const STATE = `select key, value from (
    select m.family_id::text as key, 'asked:' || m.id as value, m.asked_at as at
      from message m where m.asked_at is not null and m.begun_by = 'branch'
    union all select m.family_id::text, 'approved:' || m.id, a.said_at
      from approval a join message m on m.id = a.object_id
    union all select m.family_id::text, 'answered:' || m.id, s.said_at
      from school_answer s join message m on m.id = s.message_id) as step
  order by at`;

const templates = new WeakMap<World, Promise<string>>();

/** School-liaison itself as who tells. */
export async function liaisonPlay(world: World): Promise<Play> {
  const { postgres, identity } = world;
  const template = templates.get(world) ?? makeTemplateOf(postgres.adminUrl, 'school-liaison');
  templates.set(world, template);
  return {
    tellerName: 'school-liaison',
    teller: fileURLToPath(new URL('../../../services/school-liaison/src/main.ts', import.meta.url)),
    hearer: fixture('liaison-hearer'),
    template: await template,
    env: {
      LINK_PUBLIC_KEYS: identity.linkPublicKey,
      SERVICE_ADDRESSES: 'intake=127.0.0.1:1,matching=127.0.0.1:1',
    },
    state: STATE,
  };
}

/** A family whose child is at a school, and texts there that nobody answered yet. */
export type Case = {
  familyId: string;
  childId: string;
  mama: string;
  contactId: string;
  sentIds: string[];
};

/** What intake told, and what is at the school already: written behind the service's back. */
export async function makeCases(stage: Stage, many: number, sent: number): Promise<Case[]> {
  const ids = (n: number): string[] => Array.from({ length: n }, () => randomUUID());
  await stage.teller.query(
    `insert into branch_rules (branch_code, version, valid_from, rules)
      values ($1, 1, '2020-01-01', $2::jsonb)`,
    [BRANCH, { school: { contactPolicy: 'mediated', parentsApprove: true }, intake: {} }],
  );
  const cases = ids(many).map((familyId) => {
    const [childId = '', mama = '', contactId = ''] = ids(3);
    return { familyId, childId, mama, contactId, sentIds: ids(sent) };
  });
  for (const one of cases) await seed(stage, one);
  return cases;
}

async function seed(stage: Stage, c: Case): Promise<void> {
  const { familyId, childId, mama, contactId, sentIds } = c;
  const schoolId = randomUUID();
  const write = (text: string, values: unknown[]) => stage.teller.query(text, values);
  await write(
    `insert into family_person (family_id, child_id, person_id, branch_code, role, held, language,
        sequence) values ($1, $2, $3, $4, 'decides', false, 'nl', 1)`,
    [familyId, childId, mama, BRANCH],
  );
  await write(
    `insert into school (id, branch_code, name, kinds, municipality, written_as, search)
      values ($1, $2, 'School', '{primary}', 'Lede', '{}', 'school')`,
    [schoolId, BRANCH],
  );
  await write(
    `insert into school_contact (id, branch_code, school_ids, name, role, email, phone, named)
      values ($1, $2, array[$3::uuid], 'Els', 'care_teacher', '', '', true)`,
    [contactId, BRANCH, schoolId],
  );
  await write(
    `insert into pupil (family_id, child_id, branch_code, school_id, since)
      values ($1, $2, $3, $4, '2020-09-01')`,
    [familyId, childId, BRANCH, schoolId],
  );
  await write(
    `insert into message (id, branch_code, family_id, child_id, child_name, school_id, purpose,
        begun_by, status, may_discuss, sent_at, recorded_at)
      select id, $1, $2, $3, 'Amina', $4, 'inform', 'branch', 'sent', true, now(), now()
      from unnest($5::uuid[]) as u(id)`,
    [BRANCH, familyId, childId, schoolId, sentIds],
  );
  await write(
    `with m as (select id from unnest($1::uuid[]) as u(id)), v as (
        insert into message_version (message_id, version, branch_code, text, translations, hash,
            made_at, made_by)
          select id, 1, $2, 'We lazen.', '[]', 'x', now(), 'Lien' from m)
      insert into message_receiver (message_id, contact_id, branch_code, opened_at)
        select id, $3, $2, now() from m`,
    [sentIds, BRANCH, contactId],
  );
}

type Calls = typeof SchoolLiaisonService;

/** Coordinator and school contact: each command is sent under its key until it is answered. */
export class Desk {
  readonly #world: World;
  readonly #stage: Stage;
  readonly #peer: Peer<Calls>;

  constructor(world: World, stage: Stage) {
    this.#world = world;
    this.#stage = stage;
    const [port] = stage.ports.tellers;
    this.#peer = connect(SchoolLiaisonService, `127.0.0.1:${port}`);
  }

  /** Draft, question and yes of one text; false where the signal came before all were answered. */
  async approve(c: Case, signal: AbortSignal): Promise<boolean> {
    const token = () => this.#world.identity.person({ roles: ['coordinator'], branches: [BRANCH] });
    const send = <T>(work: (how: Sent) => Promise<T>) => this.#until(work, token, signal);
    const { familyId, childId, contactId, mama } = c;
    const text = { ...PURPOSE, familyId, childId, contactIds: [contactId], text: 'We lazen.' };
    const made = await send((how) => this.#peer.call('draftMessage', text, how));
    if (!made) return false;
    const { id: messageId, revision, versions } = made;
    this.#tried(familyId, `asked:${messageId}`);
    const asked = await send((how) => this.#peer.call('askFamily', { messageId, revision }, how));
    if (!asked) return false;
    this.#done(familyId, `asked:${messageId}`);
    this.#tried(familyId, `approved:${messageId}`);
    const hash = versions.at(-1)?.hash ?? '';
    const yes = { messageId, version: 1, hash, personId: mama, answer: 'yes', means: 'spoken' };
    const said = await send((how) => this.#peer.call('answerMessage', yes as never, how));
    if (said) this.#done(familyId, `approved:${messageId}`);
    return said !== undefined;
  }

  /** The school answers a text that it got. */
  async answer(c: Case, signal: AbortSignal): Promise<boolean> {
    const messageId = c.sentIds.shift();
    if (!messageId) return true;
    const { contactId, familyId } = c;
    const token = () =>
      this.#world.identity.link({
        link: 'school-contact',
        object: contactId,
        person: contactId,
        branch: BRANCH,
      });
    this.#tried(familyId, `answered:${messageId}`);
    const answer = { messageId, text: 'Dank u.' };
    const said = await this.#until(
      (how) => this.#peer.call('answerParents', answer, how),
      token,
      signal,
    );
    if (said) this.#done(familyId, `answered:${messageId}`);
    return said !== undefined;
  }

  close(): void {
    this.#peer.close();
  }

  #tried(key: string, value: string): void {
    into(this.#stage.clerk.record.attempted, key, value);
  }

  #done(key: string, value: string): void {
    into(this.#stage.clerk.record.acknowledged, key, value);
  }

  async #until<T>(
    work: (how: Sent) => Promise<T>,
    token: () => Promise<string>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const key = randomUUID();
    for (let wait = 50; !signal.aborted; wait = Math.min(wait * 2, 500)) {
      const deadline = new Date(Date.now() + 3_000);
      try {
        return await work({ key, token: await token(), deadline });
      } catch (error) {
        this.#stage.clerk.failures += 1;
        this.#stage.clerk.lastError = error;
      }
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  }
}

type Sent = { key: string; token: string; deadline: Date };

function into(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  list.push(value);
}
