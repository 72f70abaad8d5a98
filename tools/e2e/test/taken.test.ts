import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { sheetFile } from '@katrol/portal/sheet-file';
import { csvOf, sheetOf, takenFrom, textRows, type Column } from '@katrol/portal/taken';

// What a service streamed becomes a file for people: words, numbers that add up, days that sort,
// and never a formula.

const streamed = [
  '\uFEFFcijfers;oostende;2026-09-01 - 2027-08-31;2026-11-28',
  'filter;LEDE',
  '',
  'cijfer;code;aantal;dag',
  '"Vragen; ""volgens"" wie";school;12;2026-10-05',
  `"Regel\neen";'=1+1;7;`,
  '',
].join('\r\n');
const WORDS: Record<string, string> = { school: '=HYPERLINK("x")', "'=1+1": 'een ander' };
const columns: Column[] = [
  { title: 'cijfer', cell: (of) => of('cijfer') },
  { title: 'wat', words: true, cell: (of) => WORDS[of('code')] ?? of('code') },
  { title: 'aantal', kind: 'number', cell: (of) => of('aantal') },
  { title: 'dag', kind: 'day', cell: (of) => of('dag') },
];
const top = [
  ['Cijfers', ''],
  ['Filter', '@SUM(A1)'],
  ['Meegenomen op', '2026-11-28'],
] as const;

/** The parts of a zip by name. */
function unzipped(zip: Buffer): Map<string, string> {
  const parts = new Map<string, string>();
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [size, name] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const from = zip.readUInt32LE(at + 42);
    const body = from + 30 + zip.readUInt16LE(from + 26) + zip.readUInt16LE(from + 28);
    const raw = zip.subarray(body, body + size);
    const content = zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(raw) : raw;
    parts.set(zip.toString('utf8', at + 46, at + 46 + name), content.toString('utf8'));
    at += 46 + name + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return parts;
}

describe('a file', () => {
  test('is read as the services write it', () => {
    const { top: above, headings, rows } = takenFrom(streamed);
    expect(above).toHaveLength(2);
    expect(headings).toEqual(['cijfer', 'code', 'aantal', 'dag']);
    expect(rows).toEqual([
      ['Vragen; "volgens" wie', 'school', '12', '2026-10-05'],
      ['Regel\neen', "'=1+1", '7', ''],
    ]);
    expect(takenFrom('a\r\n\r\nkop\r\n').rows).toEqual([]);
  });

  test('as CSV keeps what came, with words beside the codes', () => {
    const csv = csvOf(takenFrom(streamed), columns);
    expect(csv.startsWith('\uFEFFcijfers;oostende;2026-09-01 - 2027-08-31;2026-11-28\r\n')).toBe(
      true,
    );
    expect(csv).toContain('cijfer;code;aantal;dag;wat\r\n');
    expect(csv).toContain(`12;2026-10-05;"'=HYPERLINK(""x"")"\r\n`);
    // what is read again is what was written
    expect(takenFrom(csv).rows[1]?.slice(0, 4)).toEqual(['Regel\neen', "'=1+1", '7', '']);
  });

  test('as a sheet has words, numbers, days, and nothing that is computed', async () => {
    const rows = sheetOf(takenFrom(streamed), columns, top);
    expect(rows[2]?.[1]).toEqual({ kind: 'day', value: new Date('2026-11-28T00:00:00Z') });
    expect(rows[5]).toMatchObject([
      { kind: 'text', value: 'Vragen; "volgens" wie' },
      { kind: 'text', value: `'=HYPERLINK("x")` },
      { kind: 'number', value: 12 },
      { kind: 'day' },
    ]);
    const file = await sheetFile([
      { title: 'Cijfers: oostende/1', rows },
      { title: 'Codeboek', rows: textRows([['=1', 'wat']]) },
    ]);
    const parts = unzipped(Buffer.from(await file.arrayBuffer()));
    const sheet = parts.get('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet).not.toContain('<f>');
    expect(sheet).toMatch(/<v>12<\/v>/);
    // 28 November 2026 as spreadsheets count days
    expect(sheet).toMatch(/<v>46354<\/v>/);
    expect(parts.get('xl/worksheets/sheet2.xml')).not.toContain('<f>');
    expect(parts.get('xl/workbook.xml')).toContain('Codeboek');
    const text = sheet + (parts.get('xl/sharedStrings.xml') ?? '');
    expect(text).toContain("'@SUM(A1)");
    expect(text).not.toMatch(/>[=@+-][A-Z]/);
  });

  test.each(['=1', '+1', '-1', '@A1', '\t=1', '\r=1', '\u200b=1', '＝1'])(
    '%j is a text in both',
    (value) => {
      const one: Column = { title: 'wat', words: true, cell: () => value };
      expect(sheetOf(takenFrom(streamed), [one], [])[2]?.[0]).toMatchObject({ kind: 'text' });
      const line = takenFrom(csvOf(takenFrom(streamed), [one])).rows[0]?.[4];
      expect(line).toContain("'");
    },
  );
});
