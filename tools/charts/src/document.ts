import { stringify } from 'yaml';
import type { Schema } from './schema.ts';

const WIDTH = 100;

const wrapped = (text: string, indent: string): string => {
  const lines: string[] = [];
  let line = '';
  for (const one of text.split(' ')) {
    if (`${indent}# ${line} ${one}`.length > WIDTH && line !== '') {
      lines.push(line);
      line = one;
    } else line = line === '' ? one : `${line} ${one}`;
  }
  return [...lines, line].map((l) => `${indent}# ${l}`).join('\n');
};

const isGroup = ({ properties }: Schema): boolean => properties !== undefined;

const isSaid = ([, of]: [string, Schema]): boolean => of['readOnly'] !== true;

/** values.yaml: every key with what it is for, and what it is when nobody says. */
export function valuesText(schema: Schema, indent = ''): string {
  return Object.entries(schema.properties ?? {})
    .filter(isSaid)
    .map(([key, of]) => {
      const said = wrapped(of.description ?? '', indent);
      if (isGroup(of)) return `${said}\n${indent}${key}:\n${valuesText(of, `${indent}  `)}`;
      const value = stringify(of.default, { lineWidth: 0, collectionStyle: 'flow' }).trimEnd();
      return `${said}\n${indent}${key}: ${value}`;
    })
    .join('\n');
}

const kindOf = (of: Schema): string => {
  const words = of['enum'] as string[] | undefined;
  if (words) return words.map((one) => `\`${one}\``).join(' or ');
  const { minimum, maximum } = of as { minimum?: number; maximum?: number };
  if (of.type === 'integer' || of.type === 'number')
    return `${of.type} ${minimum ?? ''}${(minimum ?? maximum) ? '-' : ''}${maximum ?? ''}`.trim();
  return String(of.type);
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The rows of a README's table: every key, what it may be, its default, what it is for. */
function rows(schema: Schema, under = ''): string[] {
  return Object.entries(schema.properties ?? {})
    .filter(isSaid)
    .flatMap(([key, of]) => {
      const at = under === '' ? key : `${under}.${key}`;
      if (isGroup(of))
        return [`| **\`${at}\`** | | | ${cell(of.description ?? '')} |`, ...rows(of, at)];
      return [
        `| \`${at}\` | ${cell(kindOf(of))} | \`${cell(JSON.stringify(of.default))}\` | ${cell(of.description ?? '')} |`,
      ];
    });
}

/** The table of a README. */
export const tableOf = (schema: Schema): string =>
  ['| value | kind | default | what for |', '| --- | --- | --- | --- |', ...rows(schema)].join(
    '\n',
  );

/** The schema as Helm reads it: descriptions and defaults stay, they are shown by editors. */
export const schemaText = (schema: Schema, title: string): string =>
  `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title, ...schema }, null, 1)}\n`;
