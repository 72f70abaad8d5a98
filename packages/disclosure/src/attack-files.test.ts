import { expect, test } from '@jest/globals';
import { attackFiles } from './attack-files.ts';
import { readReleased } from './released-file.ts';

const file = (lines: string[], name = '1.csv') =>
  readReleased(
    name,
    [
      `vrijgegeven verslag 1;2026-11-28;2026-09-01 - 2027-08-31;abc`,
      'verborgen: te weinig om te tonen',
      '',
      'cijfer;plaats;code;aantal;van 100;eenheid;zo geteld',
      ...lines,
      '',
    ].join('\r\n'),
  );
// 41034 Lede, 41024 Haaltert, 41082 Erpe-Mere
const papers = (lede: string, haaltert: string, all: string) =>
  file([
    `Drempels;41034;papers;${lede};;aantal;"zo; geteld"`,
    `Drempels;41024;papers;${haaltert};;aantal;`,
    'Drempels;41082;papers;25;;aantal;',
    `Drempels;all;papers;${all};;aantal;`,
  ]);

test('what was hidden alone in its column is found out, from the file alone', async () => {
  const found = await attackFiles([papers('verborgen', '15', '40')]);
  expect(found).toMatchObject([{ area: '41034', code: 'papers' }]);
});

test('where a second one is hidden beside it nothing is', async () => {
  expect(await attackFiles([papers('verborgen', 'verborgen', '45')])).toEqual([]);
});

test('two files of the same days are laid beside each other', async () => {
  const files = [papers('10', '15', '50'), papers('15', '15', '50')];
  expect(await attackFiles(files)).toEqual([
    { indicator: 'Drempels', area: '41034', code: 'papers', says: 'changed by 5' },
  ]);
});

test('what is no released file is said', () => {
  expect(() => readReleased('x.csv', 'naam;leeftijd\n')).toThrow('x.csv is no released file');
});
