import { parseSync } from '@swc/core';
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

type Node = { type?: string; [key: string]: unknown };

/** Words that a person reads and that no translation knows: JSX text and spoken attributes as literals. */
export const textViolations = (files: readonly SourceFile[]): Violation[] =>
  files.flatMap((file) => {
    const found: Violation[] = [];
    walk(parseSync(file.text, { syntax: 'typescript', tsx: true }) as unknown as Node, (node) => {
      if (node.type === 'JSXText' && hasWords(String(node['value'])))
        found.push(`${file.path} says "${String(node['value']).trim()}"`);
      if (node.type === 'JSXAttribute') found.push(...attribute(file.path, node));
    });
    return found;
  });

function attribute(path: string, node: Node): Violation[] {
  const name = (node['name'] as { value?: string } | undefined)?.value ?? '';
  const value = node['value'] as Node | undefined;
  const literal = value?.type === 'StringLiteral' ? String(value['value']) : '';
  return spoken.includes(name) && hasWords(literal) ? [`${path} ${name}="${literal}"`] : [];
}

function walk(node: Node, visit: (node: Node) => void): void {
  if (typeof node.type === 'string') visit(node);
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (typeof one === 'object' && one !== null) walk(one as Node, visit);
  }
}

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
