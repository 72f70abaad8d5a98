import { sql } from '@katrol/store';
import type { Fact, FactKind } from '../domain/fact.ts';
import type { Tx } from './client.ts';

const row = (fact: Fact) => ({
  item: '',
  familyId: '',
  tutorId: '',
  aboutId: '',
  until: '',
  code: '',
  other: '',
  amount: 0,
  version: 0,
  ...fact,
});

/** Keeps facts; of the same one what was told last, unless a higher correction is known. */
export async function keepFacts(tx: Tx, facts: readonly Fact[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = JSON.stringify(facts.map(row));
  await tx.execute(
    sql`insert into fact (kind, source_id, item, branch_code, family_id, tutor_id, about_id, day,
        until, code, other, amount, version)
      select f.kind, f."sourceId", f.item, f."branchCode", nullif(f."familyId", '')::uuid,
        nullif(f."tutorId", '')::uuid, nullif(f."aboutId", '')::uuid, f.day,
        nullif(f.until, '')::date, f.code, f.other, f.amount, f.version
      from jsonb_to_recordset(${rows}::jsonb) as f(kind text, "sourceId" uuid, item text,
        "branchCode" text, "familyId" text, "tutorId" text, "aboutId" text, day date, until text,
        code text, other text, amount int, version int)
      on conflict (kind, source_id, item) do update set
        branch_code = excluded.branch_code, family_id = excluded.family_id,
        tutor_id = excluded.tutor_id, about_id = excluded.about_id, day = excluded.day,
        until = excluded.until, code = excluded.code, other = excluded.other,
        amount = excluded.amount, version = excluded.version
      where excluded.version >= fact.version`,
  );
}

/** What was told of a source under a kind is told anew: all of it. */
export async function replaceFacts(
  tx: Tx,
  { kind, sourceId }: { kind: FactKind; sourceId: string },
  facts: readonly Fact[],
): Promise<void> {
  await dropFacts(tx, { kind, sourceId });
  await keepFacts(tx, facts);
}

/** Takes away what is no longer so. */
export async function dropFacts(
  tx: Tx,
  { kind, sourceId, item = '' }: { kind: FactKind; sourceId: string; item?: string },
): Promise<void> {
  await tx.execute(
    sql`delete from fact where kind = ${kind} and source_id = ${sourceId}::uuid
      and (${item} = '' or item = ${item})`,
  );
}

type Kept = { day: string; until: string; code: string; other: string };

/** A fact that is known, for one that goes on. */
export async function knownFact(
  tx: Tx,
  { kind, sourceId, item = '' }: { kind: FactKind; sourceId: string; item?: string },
): Promise<Kept | undefined> {
  const [known] = await tx.query<Kept>(
    sql`select day::text, coalesce(until::text, '') as until, code, other from fact
      where kind = ${kind} and source_id = ${sourceId}::uuid and item = ${item}`,
  );
  return known;
}

/** Takes away everything of a source, under whatever kind. */
export async function dropAbout(tx: Tx, sourceId: string): Promise<void> {
  await tx.execute(sql`delete from fact where source_id = ${sourceId}::uuid`);
}
