import type { DescMethod } from '@bufbuild/protobuf';
import { fieldsOf } from '@katrol/contract';
import { makeCursor } from '@katrol/store';

const OPTIONS = 'katrol.common.v1.ListOptions';
const ID = '019aa000-0000-7000-8000-000000000001';

// what no column of any type holds, and what is no cursor at all
const PLACES = [
  ['x', '', 'a\0b', '\ud800', 'null', 'infinity', '1e9'],
  ['99999999999', '-99999999999', '2147483648', '9'.repeat(400)],
  ['2026-02-30', '2026-13-45', '99999-01-01', '-1-1-1', '2026-02-01 25:61:61+00'],
].flat();
const NO_CURSORS = ['x', '9'.repeat(30), '-1', '%00', '[]', 'W10', 'bnVsbA', '🙂'];

/** A page of a list as somebody asks for it who knows how a cursor is made. */
export type Crafted = { sort: string; cursor: string };

/** Every place that a crafted cursor may name, under every sort that a list may have. */
export function craftedCursors({ output }: DescMethod): Crafted[] {
  const rows = fieldsOf(output).find(({ desc }) => desc.fieldKind === 'list')?.inner;
  const sorts = ['', ...(rows ? fieldsOf(rows).map(({ name }) => name) : [])];
  return sorts.flatMap((sort) => [
    ...NO_CURSORS.map((cursor) => ({ sort, cursor })),
    ...[...PLACES.map((place) => [place, ID]), ['1', '\0']].map(([place = '', id = '']) => ({
      sort,
      cursor: makeCursor({ search: '', filters: [], sort, cursor: '', limit: 0 }, place, id),
    })),
  ]);
}

/** Does it give a list in pages? */
export const isPaged = ({ input, methodKind }: DescMethod): boolean =>
  methodKind === 'unary' && fieldsOf(input).some(({ inner }) => inner?.typeName === OPTIONS);
