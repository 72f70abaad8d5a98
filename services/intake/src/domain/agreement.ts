import { createHash } from 'node:crypto';
import type { Plain } from '@katrol/contract';
import type {
  AgreementSheet,
  AgreementSignature,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { AgreementPromises } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { standardPromises } from './standard-promises.ts';

export type Sheet = Plain<AgreementSheet>;
export type Signature = Plain<AgreementSignature>;
type Promises = Plain<AgreementPromises>;
type Text = Pick<Sheet, 'family' | 'tutor' | 'branch'>;

export const SIDES = ['family', 'tutor', 'branch'] as const;

/** Does the branch promise in its own words? Then it does for each side, in Dutch at least. */
const isOwn = (promises: Promises): boolean => SIDES.every((side) => promises[side]['nl']);

const hashOf = (text: Text): string =>
  createHash('sha256')
    .update(JSON.stringify(SIDES.map((side) => text[side])))
    .digest('hex');

/**
 * The sheet in a language, whole: the branch's own words, or what ships where it has none. What is
 * not there for each side in that language is read in Dutch.
 */
export function sheetIn(promises: Promises, wanted: string): Sheet {
  const said = isOwn(promises) ? ownIn(promises, wanted) : standardIn(wanted);
  return { ...said, hash: hashOf(said) };
}

function ownIn(promises: Promises, wanted: string): Text & Pick<Sheet, 'language'> {
  const language = SIDES.every((side) => promises[side][wanted]) ? wanted : 'nl';
  const of = (side: (typeof SIDES)[number]): string => linesOf(promises[side][language] ?? '');
  return { language, family: of('family'), tutor: of('tutor'), branch: of('branch') };
}

const linesOf = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');

function standardIn(wanted: string): Text & Pick<Sheet, 'language'> {
  const language = wanted in standardPromises ? wanted : 'nl';
  const text = standardPromises[language];
  const of = (side: (typeof SIDES)[number]): string => (text?.[side] ?? []).join('\n');
  return { language, family: of('family'), tutor: of('tutor'), branch: of('branch') };
}

/**
 * Does the sheet say something else now than what was signed? It is compared in the language in
 * which it was read. What was signed before texts were kept was what ships.
 */
export const isNewer = (promises: Promises, { sheet, language }: Signature): boolean =>
  sheet.hash === ''
    ? isOwn(promises)
    : sheetIn(promises, language || sheet.language).hash !== sheet.hash;
