import type { first } from './nl/first.ts';
import type { words } from './nl/words.ts';
import type { door } from './nl/door.ts';
import type { homes } from './nl/homes.ts';
import type { rest } from './nl/rest.ts';

export type First = typeof first;
export type Words = typeof words;
export type Door = typeof door;
export type Homes = typeof homes;
export type Rest = typeof rest;
/** All texts, as Dutch has them: a language that lacks one does not compile. */
export type Texts = First & Words & Door & Homes & Rest;
