import { sql, type Sql } from '@katrol/store';
import type { Tx } from './client.ts';

/** What may wait for somebody who agreed to be written to, by its id. */
export type Waits = {
  what: 'message' | 'folder' | 'meeting' | 'answer';
  id: string;
  familyId: string;
  childId: string;
  branchCode: string;
  personId: string;
  language: string;
  since: Date;
};

type Kind = 'to_answer' | 'to_read';
type Of = { today: string; familyIds: readonly string[] | undefined };

// a family of two files is told of in each: one line a person, and whoever is held is none
const agreed = (kind: Kind, child: Sql): Sql => sql`join (
    select child_id, person_id, min(branch_code) as branch_code, max(language) as language,
        bool_and(role = 'informed') as informed
      from family_person group by child_id, person_id
      having bool_and(${kind} = any (written_to)) and not bool_or(held)) p
    on p.child_id = ${child}`;

const within = (family: Sql, { familyIds }: Of): Sql =>
  sql`(${familyIds === undefined} or ${family} = any (${familyIds ?? []}::uuid[]))`;

const row = (what: Waits['what'], id: Sql, of: Sql, since: Sql): Sql =>
  sql`${what} as what, ${id}::text as id, ${of}.family_id::text as "familyId",
    ${of}.child_id::text as "childId", ${of}.branch_code as "branchCode",
    p.person_id::text as "personId", p.language, ${since} as since`;

const messages = (of: Of): Sql => sql`
  select ${row('message', sql`m.id`, sql`m`, sql`coalesce(m.asked_at, m.recorded_at)`)}
  from message m ${agreed('to_answer', sql`m.child_id`)}
  where m.status = 'awaiting_family' and ${within(sql`m.family_id`, of)}`;

const folders = (of: Of): Sql => sql`
  select ${row('folder', sql`f.id`, sql`f`, sql`uuid_extract_timestamp(f.id)`)}
  from folder f ${agreed('to_answer', sql`f.child_id`)} where ${within(sql`f.family_id`, of)}`;

const meetings = (of: Of): Sql => sql`
  select ${row('meeting', sql`m.id`, sql`m`, sql`uuid_extract_timestamp(m.id)`)}
  from meeting m ${agreed('to_answer', sql`m.child_id`)}
  where m.status = 'planned' and left(m.planned_for, 10) >= ${of.today} and not p.informed
    and ${within(sql`m.family_id`, of)}
    and not exists (select 1 from meeting_answer a where a.meeting_id = m.id
      and a.person_id = p.person_id)`;

// what a parent began is read by who began it, and by who was asked whether it may go
const answers = (of: Of): Sql => sql`
  select ${row('answer', sql`a.id`, sql`m`, sql`a.said_at`)}
  from school_answer a join message m on m.id = a.message_id
    ${agreed('to_read', sql`m.child_id`)}
  where m.status = 'sent' and ${within(sql`m.family_id`, of)}
    and not exists (select 1 from reading r where r.answer_id = a.id
      and r.person_id = p.person_id)
    and (m.begun_by <> 'parent' or m.begun_by_person = p.person_id::text
      or (not p.informed and exists (select 1 from approval v where v.object_id = m.id
        and v.person_id = p.person_id)))`;

/** All that may wait for whoever agreed to be written to of it. */
export async function waitsFor(tx: Tx, of: Of): Promise<Waits[]> {
  const all: Waits[] = [];
  for (const part of [messages, folders, meetings, answers])
    all.push(...(await tx.query<Waits>(part(of))));
  return all;
}
