import { readdirSync } from 'node:fs';
import { parseSync, Visitor } from 'oxc-parser';
import type { SourceFile, Violation } from './files.ts';

const spoken = [
  'label',
  'title',
  'placeholder',
  'alt',
  'aria-label',
  'aria-description',
  'description',
  'summary',
];
const hasWords = (text: string): boolean => /\p{L}{2,}/u.test(text);

/**
 * Words that a person reads and that no translation knows: JSX text and spoken attributes as
 * literals.
 */
export const textViolations = (files: readonly SourceFile[]): Violation[] =>
  files.flatMap(({ path, text }) => {
    const found: Violation[] = [];
    const visitor = new Visitor({
      JSXText: ({ value }) => {
        if (hasWords(value)) found.push(`${path} says "${value.trim()}"`);
      },
      JSXAttribute: ({ name, value }) => {
        const literal = value?.type === 'Literal' ? String(value.value) : '';
        const said = name.type === 'JSXIdentifier' ? name.name : '';
        if (spoken.includes(said) && hasWords(literal)) found.push(`${path} ${said}="${literal}"`);
      },
    });
    visitor.visit(parseSync(path.split('/').at(-1) ?? '', text).program);
    return found;
  });

/** The languages that a folder has texts in: one folder of two letters each. */
export const languagesIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => /^[a-z]{2}$/.test(name));

/** Keys that one language has and another has not. `texts`: language -> file -> content. */
export function languageViolations(texts: Record<string, Record<string, unknown>>): Violation[] {
  const keys = (value: unknown, at: string): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([k, v]) => keys(v, `${at}.${k}`))
      : [at];
  const all = Object.fromEntries(
    Object.entries(texts).map(([language, files]) => [
      language,
      new Set(Object.entries(files).flatMap(([f, v]) => keys(v, f))),
    ]),
  );
  const every = new Set(Object.values(all).flatMap((s) => [...s]));
  return Object.entries(all).flatMap(([language, has]) =>
    [...every].filter((k) => !has.has(k)).map((k) => `${language} lacks ${k}`),
  );
}

/** The reasons that the services refuse with, from their source. */
export function refusalReasons(files: readonly SourceFile[]): string[] {
  const found = files.flatMap((f) => [
    ...[...f.text.matchAll(/new Refusal\(\s*'[a-z_]+',\s*'([A-Z_]+)'/g)].map((m) => m[1] ?? ''),
    ...[...f.text.matchAll(/\.that\([^;]*?'([A-Z]{3,}[A-Z_]*)'\s*\)/g)].map((m) => m[1] ?? ''),
    ...[...f.text.matchAll(/reason: '([A-Z]{3,}[A-Z_]*)'/g)].map((m) => m[1] ?? ''),
  ]);
  return [...new Set(found)].sort();
}
