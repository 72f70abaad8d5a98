import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type {
  GetFamilyLanguageRequest,
  GetFamilyWordsRequest,
  KeepFamilyLanguageRequest,
  KeepFamilySentenceRequest,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Checks, expectRevision } from '@katrol/runtime';
import { keepsPlaceholders } from '../domain/sentences.ts';
import type { IntakeCall } from '../store/client.ts';
import {
  beginLanguage,
  countSentences,
  familiesByLanguage,
  languageOf,
  languagesOf,
  saveRead,
  saveSentence,
  wordsOf,
  type FamilyLanguage,
} from '../store/family-words.ts';

// far more than any page says
const MOST_SENTENCES = 500;

/** What the branch began or read, and the languages of its families that it did not. */
export async function listFamilyLanguages(
  { tx, ...call }: IntakeCall,
  given: string,
): Promise<FamilyLanguage[]> {
  const branchCode = branchOf(call, given);
  const families = await familiesByLanguage(tx, branchCode);
  const known = await languagesOf(tx, branchCode);
  const own = known.map((one) => ({ ...one, families: families.get(one.language) ?? 0 }));
  const begun = new Set(known.map(({ language }) => language));
  const others = [...families].filter(([language]) => !begun.has(language));
  return [...own, ...others.map(([language, count]) => notBegun(language, count))];
}

const notBegun = (language: string, families: number): FamilyLanguage => ({
  language,
  readBy: '',
  readOn: '',
  notedBy: '',
  sinceRead: 0,
  sentences: [],
  revision: 0,
  families,
});

async function shown({ tx }: IntakeCall, branchCode: string, language: string) {
  const families = await familiesByLanguage(tx, branchCode);
  const known = await languageOf(tx, { branchCode, language });
  return { ...known, families: families.get(language) ?? 0 };
}

export const getFamilyLanguage = (
  call: IntakeCall,
  { branchCode, language }: Plain<GetFamilyLanguageRequest>,
): Promise<FamilyLanguage> => shown(call, branchOf(call, branchCode), language);

/** Begins a language, or notes who read it as a speaker, and when. */
export async function keepFamilyLanguage(
  call: IntakeCall,
  { language, readBy, readOn, revision, ...given }: Plain<KeepFamilyLanguageRequest>,
): Promise<FamilyLanguage> {
  const branchCode = branchOf(call, given.branchCode);
  const c = new Checks();
  c.that(readBy !== '' || readOn === '', 'read_by', 'VALUE_MISSING');
  c.that(readOn !== '' || readBy === '', 'read_on', 'VALUE_MISSING');
  c.done();
  const where = { branchCode, language };
  const known = await languageOf(call.tx, where);
  expectRevision(revision, known.revision);
  await beginLanguage(call.tx, where);
  if (readBy !== known.readBy || readOn !== known.readOn) {
    const noted = { ...where, readBy, readOn, notedBy: call.by, notedAt: call.now };
    await saveRead(call.tx, noted, Math.max(1, known.revision));
  }
  return await shown(call, branchCode, language);
}

/** One sentence in the branch's own words; an empty one is said again as it ships. */
export async function keepFamilySentence(
  call: IntakeCall,
  { language, key, dutch, text, revision, ...given }: Plain<KeepFamilySentenceRequest>,
): Promise<FamilyLanguage> {
  const branchCode = branchOf(call, given.branchCode);
  const c = new Checks();
  c.that(text === '' || keepsPlaceholders(dutch, text), 'text', 'PLACEHOLDERS_CHANGED');
  const where = { branchCode, language };
  c.that(
    revision > 0 || (await countSentences(call.tx, where)) < MOST_SENTENCES,
    'key',
    'VALUE_OUT_OF_RANGE',
  );
  c.done();
  await beginLanguage(call.tx, where);
  const worded = { ...where, key, dutch, text, writtenBy: call.by, writtenAt: call.now };
  await saveSentence(call.tx, worded, revision);
  return await shown(call, branchCode, language);
}

export const getFamilyWords = (
  { tx }: IntakeCall,
  { branchCode, language }: Plain<GetFamilyWordsRequest>,
): Promise<Record<string, string>> => wordsOf(tx, { branchCode, language });
