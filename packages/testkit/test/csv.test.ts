import { describe, expect, test } from '@jest/globals';
import { csvText } from '@katrol/store';

const cell = (text: string | number): string => csvText([[text]]).replace(/\r\n$/, '');

const unquoted = (text: string): string => cell(text).replaceAll('"', '');

describe('a file that a spreadsheet opens holds no formula of somebody else', () => {
  const starts = ['=', '+', '-', '@', '\t', '\uff1d', '\uff0b', '\uff0d', '\uff20'];
  test.each(starts)('a text that begins with %j, on any of its lines', (start) => {
    expect(unquoted(`${start}cmd|x`)).toBe(`'${start}cmd|x`);
    expect(unquoted(`  ${start}cmd|x`)).toBe(`'  ${start}cmd|x`);
    expect(unquoted(`\u00a0\u200e\u2066${start}cmd`)).toBe(`'\u00a0\u200e\u2066${start}cmd`);
    expect(cell(`Zzdde\n${start}cmd|x`)).toBe(`"Zzdde\n'${start}cmd|x"`);
    expect(cell(`Zzdde\r\n\n ${start}cmd|x`)).toBe(`"Zzdde\r\n\n' ${start}cmd|x"`);
    for (const end of ['\u2028', '\u2029', '\u0085', '\v', '\f']) {
      expect(cell(`Zzdde${end}${start}cmd`)).toBe(`"Zzdde${end}'${start}cmd"`);
    }
  });
  test('what was kept with a carriage return', () => {
    expect(cell('\r=cmd')).toBe(`"'\r'=cmd"`);
    expect(cell('Zzdde\r=cmd')).toBe(`"Zzdde\r'=cmd"`);
  });
  test('everything else stays as it is: numbers under nought too', () => {
    expect(cell(-5)).toBe('-5');
    expect(cell(-0.5)).toBe('-0.5');
    expect(cell('Sint-Niklaas: 1 + 1 = 2\ntwee @ thuis')).toBe(
      '"Sint-Niklaas: 1 + 1 = 2\ntwee @ thuis"',
    );
    expect(cell('een "twee"; drie')).toBe('"een ""twee""; drie"');
  });
});
