import { tablesOf } from '@katrol/check/data-map';
import { sources } from '@katrol/check/files';
import { create, ScalarType, toJson, type DescMessage, type DescMethod } from '@bufbuild/protobuf';
import { fieldsOf } from '@katrol/contract';
import { Form, Scope } from '@katrol/proto/katrol/common/v1/options_pb';
import { databaseOf, deployed, services } from '@katrol/registry';
import { exampleOf } from '@katrol/testkit/example';
import type pg from 'pg';

const SHORTEST = 5;
// typed in as a referrer's name, and a code besides: it says nothing of anybody
const GENERAL = ['school'];

// figures that say who somebody is
const IN_FIGURES = /phone|birth_date/;

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};
const isCode = (text: string): boolean =>
  // a code, a field ("contact.phone"), a day, an id
  /^[a-z0-9_-]*$/.test(text) ||
  /^[a-z]+\.[a-zA-Z]+$/.test(text) ||
  /^[\d\s:./T+-]+$/.test(text) ||
  /^[0-9a-f-]{36}$/.test(text);

/** What was typed of people, and the columns that nobody typed anything in. */
export type Typed = { values: string[]; empty: string[] };

/**
 * Everything personal that was typed in so far: the values of the columns that the data map calls
 * personal or free text, longest first.
 */
export async function personalValues(database: (name: string) => pg.Pool): Promise<Typed> {
  const found = new Set<string>();
  const empty: string[] = [];
  for (const row of services) {
    for (const { table, classed } of sources('.prisma')
      .filter((f) => f.path.startsWith(`services/${row.folder}/`))
      .flatMap(tablesOf)) {
      const columns = [...classed.personal, ...classed.text];
      if (columns.length === 0) continue;
      const { rows } = await database(databaseOf(row)).query<Record<string, unknown>>(
        `select ${columns.map((c) => `to_json("${c}") as "${c}"`).join(', ')} from "${table}"`,
      );
      for (const column of columns) {
        const typed = rows
          .flatMap((one) => textsIn(one[column]))
          .filter((one) => one !== '' && (IN_FIGURES.test(column) || !isCode(one)));
        for (const text of typed) found.add(text.trim().toLowerCase());
        if (typed.length === 0) empty.push(`${table}.${column}`);
      }
    }
  }
  // a decision keeps the profile's own words for its reasons, and the profile is told; what stands
  // in it ("the library", where somebody typed that as their name) is nobody's
  const { rows: profiles } = await database('intake').query('select document from profile');
  const told = textsIn(profiles).join('\n').toLowerCase();
  for (const text of found) if (isIn(told, text)) found.delete(text);
  const values = [...found]
    .filter((text) => text.length >= SHORTEST && !GENERAL.includes(text))
    .sort((a, b) => b.length - a.length);
  return { values, empty };
}

/** Where something personal was found that must not be there. */
export type Hit = { where: string; value: string };

/** Looks for every value in every place, as bytes would show it. */
export function hitsIn(
  places: Record<string, readonly (Buffer | string)[]>,
  values: readonly string[],
): Hit[] {
  return Object.entries(places).flatMap(([where, pieces]) => {
    const all = Buffer.concat(pieces.map((piece) => Buffer.from(piece)))
      .toString('utf8')
      .toLowerCase();
    // reading through all of it for each value takes minutes: few have all of their words there
    const there = new Set(all.match(WORDS));
    return values
      .filter((value) => (value.match(WORDS) ?? []).every((word) => there.has(word)))
      .filter((value) => isIn(all, value))
      .map((value) => ({ where, value }));
  });
}

const WORDS = /[\p{L}\d]+/gu;
const isLetter = (c: string | undefined): boolean => c !== undefined && /[\p{L}\d]/u.test(c);

// "Ellen" is not in "herstellen"
function isIn(all: string, value: string): boolean {
  for (let at = all.indexOf(value); at >= 0; at = all.indexOf(value, at + 1)) {
    if (!isLetter(all[at - 1]) && !isLetter(all[at + value.length])) return true;
  }
  return false;
}

/** A request with something personal in every free text of it. */
export type Asking = { rpc: string; body: object };

/** Every RPC of every service, asked with a word that nothing else holds; gives the words too. */
export function canaryRequests(branchCode: string): { asked: Asking[]; words: string[] } {
  const words: string[] = [];
  const word = (): string => {
    words.push(`kanarievogel${words.length}x`);
    return words.at(-1) as string;
  };
  const asked = deployed.flatMap(({ contract }) =>
    (Object.values(contract.method) as DescMethod[])
      .filter((method) => method.methodKind === 'unary')
      .map((method) => ({
        rpc: `${contract.typeName}/${method.name}`,
        body: bodyOf(method.input, { word, branchCode }),
      })),
  );
  return { asked, words };
}

type Filling = { word: () => string; branchCode: string };

function bodyOf(desc: DescMessage, filling: Filling): object {
  const message = create(desc, exampleOf(desc) as never);
  fill(desc, message as unknown as Record<string, unknown>, filling);
  return toJson(desc, message) as object;
}

function fill(desc: DescMessage, message: Record<string, unknown>, filling: Filling): void {
  for (const field of fieldsOf(desc)) {
    const value = message[field.key];
    const inner = field.inner;
    if (inner && !inner.typeName.startsWith('google.')) {
      for (const one of Array.isArray(value) ? value : [value])
        if (one && field.desc.fieldKind !== 'map') fill(inner, one as never, filling);
    } else if (field.scope === Scope.BRANCH || field.scope === Scope.BRANCH_IF_ANY) {
      message[field.key] = filling.branchCode;
    } else if (isFree(field)) message[field.key] = filling.word();
  }
}

const isFree = ({ desc, rule, scope, codes }: ReturnType<typeof fieldsOf>[number]): boolean =>
  desc.fieldKind === 'scalar' &&
  'scalar' in desc &&
  desc.scalar === ScalarType.STRING &&
  rule.form === Form.UNSPECIFIED &&
  rule.code === '' &&
  !codes &&
  scope === Scope.UNSPECIFIED;
