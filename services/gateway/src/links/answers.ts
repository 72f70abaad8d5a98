import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import type { Plain } from '@katrol/contract';
import type { AnsweredQuestion } from '@katrol/proto/katrol/gateway/v1/links_pb';
import type { LinkPicture } from '@katrol/proto/katrol/gateway/v1/codes';
import { codeOf } from '@katrol/contract';
import { LinkQuestion } from '@katrol/proto/katrol/gateway/v1/codes';
import { Refusal, searchable } from '@katrol/runtime';
import type { KeptAnswer } from './rows.ts';

// 32 MB and some tens of milliseconds each
const COST: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const LENGTH = 32;
// each takes a thread of the pool that files and names need too
const AT_ONCE = 2;
const MOST_WAITING = 20;

let running = 0;
const waiting: (() => void)[] = [];

/** A few slow hashes at once, a few more in line; BUSY to who comes then. */
async function slowly(text: string, salt: Buffer): Promise<Buffer> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MOST_WAITING) throw new Refusal('unavailable', 'BUSY');
    await new Promise<void>((go) => waiting.push(go));
  } else running += 1;
  try {
    return await new Promise<Buffer>((resolve, reject) =>
      scrypt(text, salt, LENGTH, COST, (error, hash) => (error ? reject(error) : resolve(hash))),
    );
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** An answer as it is compared: as people write a name or a street, however they write it. */
export const comparable = (answer: string): string =>
  searchable(answer)
    .replaceAll('ı', 'i')
    .replaceAll('ł', 'l')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

type Said = { answer: string; picture: LinkPicture | '' };

// a picture is a word of its own alphabet: no text is right for it
const said = ({ answer, picture }: Said): string =>
  picture === '' ? `text ${comparable(answer)}` : `picture ${picture}`;

/** A question with the hash of its answer, as it is kept. */
export async function hashed(asked: Plain<AnsweredQuestion>): Promise<KeptAnswer> {
  const question = codeOf(LinkQuestion, asked.question);
  const salt = randomBytes(16);
  const given =
    question === 'picture' ? { ...asked, answer: '' } : { ...asked, picture: '' as const };
  return { question, salt, hash: await slowly(said(given), salt) };
}

/** Is it the answer? Takes as long whether it is or not. */
export const isRight = async ({ salt, hash }: KeptAnswer, given: Said): Promise<boolean> =>
  timingSafeEqual(await slowly(said(given), salt), hash);
