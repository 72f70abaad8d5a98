import { fromRow, type Plain } from '@katrol/contract';
import {
  FamilyLanguageSchema,
  FamilySentenceSchema,
  type FamilyLanguage as ContractLanguage,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { optionalDate } from '@katrol/runtime';
import { nextRevision, saved, sql } from '@katrol/store';
import type { Tx } from './client.ts';

export type FamilyLanguage = Plain<ContractLanguage>;
type Where = { branchCode: string; language: string };

/** How many families of a branch read a language, where nobody noted it: speak it. */
export async function familiesByLanguage(tx: Tx, branchCode: string): Promise<Map<string, number>> {
  const rows = await tx.query<{ language: string; families: number }>(
    sql`select language, count(distinct family)::int as families from (
        select coalesce(f.root_id, f.id) as family, coalesce(p.languages_read[1],
          p.languages_spoken[1], f.language) as language
        from family f left join parent p on p.family_id = f.id and not p.held
        where f.branch_code = ${branchCode}) read
      where language <> '' group by language`,
  );
  return new Map(rows.map((row) => [row.language, row.families]));
}

type LanguageRow = NonNullable<Awaited<ReturnType<Tx['familyLanguage']['findFirst']>>>;
type SentenceRow = NonNullable<Awaited<ReturnType<Tx['familySentence']['findFirst']>>>;

// of a sentence that was given back to what ships its revision stays, and an empty text
function toLanguage(
  row: LanguageRow | { language: string },
  own: readonly SentenceRow[],
): FamilyLanguage {
  const at = 'notedAt' in row && row.readBy !== '' ? row.notedAt : null;
  return {
    ...fromRow(FamilyLanguageSchema, row),
    sentences: own.map((one) => fromRow(FamilySentenceSchema, one)),
    sinceRead: at ? own.filter(({ writtenAt }) => writtenAt > at).length : 0,
  };
}

/** The languages that the branch began or read, each with its own words. */
export async function languagesOf(tx: Tx, branchCode: string): Promise<FamilyLanguage[]> {
  const where = { branchCode };
  const rows = await tx.familyLanguage.findMany({ where, orderBy: { language: 'asc' } });
  const all = await tx.familySentence.findMany({ where, orderBy: { key: 'asc' } });
  return rows.map((row) => {
    const own = all.filter(({ language }) => language === row.language);
    return toLanguage(row, own);
  });
}

/** One language as it stands. */
export async function languageOf(tx: Tx, where: Where): Promise<FamilyLanguage> {
  const row = await tx.familyLanguage.findUnique({ where: { branchCode_language: where } });
  const own = await tx.familySentence.findMany({ where, orderBy: { key: 'asc' } });
  return toLanguage(row ?? { language: where.language }, own);
}

/** Whoever is first begins it. */
export async function beginLanguage(tx: Tx, { branchCode, language }: Where): Promise<void> {
  await tx.execute(
    sql`insert into family_language (branch_code, language) values (${branchCode}, ${language})
      on conflict (branch_code, language) do nothing`,
  );
}

type Read = Where & { readBy: string; readOn: string; notedBy: string; notedAt: Date };

export async function saveRead(tx: Tx, read: Read, revision: number): Promise<void> {
  const { branchCode, language, ...noted } = read;
  const data = { ...noted, readOn: optionalDate(read.readOn), ...nextRevision };
  const where = { branchCode, language, revision };
  await saved(tx.familyLanguage.updateMany({ where, data }), { revision });
}

type Worded = Where & {
  key: string;
  dutch: string;
  text: string;
  writtenBy: string;
  writtenAt: Date;
};

/** Exactly this revision; the first one is 0. Of two at once the second is told STALE. */
export async function saveSentence(tx: Tx, worded: Worded, revision: number): Promise<void> {
  const { branchCode, language, key, ...said } = worded;
  if (revision === 0) {
    const { dutch, text, writtenBy, writtenAt } = said;
    const added = tx.execute(
      sql`insert into family_sentence
          (branch_code, language, key, dutch, text, written_by, written_at)
        values (${branchCode}, ${language}, ${key}, ${dutch}, ${text}, ${writtenBy}, ${writtenAt})
        on conflict (branch_code, language, key) do nothing`,
    );
    return await saved(
      added.then((count) => ({ count })),
      { revision },
    );
  }
  const where = { branchCode, language, key, revision };
  const data = { ...said, ...nextRevision };
  return await saved(tx.familySentence.updateMany({ where, data }), { revision });
}

/** The branch's own words in a language, by key; what was given back to what ships is not there. */
export async function wordsOf(tx: Tx, where: Where): Promise<Record<string, string>> {
  const rows = await tx.familySentence.findMany({
    where: { ...where, text: { not: '' } },
    select: { key: true, text: true },
  });
  return Object.fromEntries(rows.map(({ key, text }) => [key, text]));
}

export const countSentences = (tx: Tx, where: Where): Promise<number> =>
  tx.familySentence.count({ where });

/** The languages for which a branch has words of its own for the referral form. */
export async function languagesOfForm(tx: Tx, branchCode: string): Promise<string[]> {
  const rows = await tx.familySentence.findMany({
    where: { branchCode, key: { startsWith: 'form.' }, text: { not: '' } },
    distinct: ['language'],
    select: { language: true },
    orderBy: { language: 'asc' },
  });
  return rows.map(({ language }) => language);
}
