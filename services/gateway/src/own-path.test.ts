import { expect, test } from '@jest/globals';
import { ownPath } from './own-path.ts';

test.each([
  ['/', '/'],
  ['/gezinnen?zoek=Aït&status=wacht', '/gezinnen?zoek=A%C3%AFt&status=wacht'],
  ['/gezinnen?zoek=Şükran 1', '/gezinnen?zoek=%C5%9E%C3%BCkran%201'],
  ['/plan/1#top', '/plan/1#top'],
  ['/%2f/evil.example', '/%2f/evil.example'],
])('%s is a path of ours, as a header may hold it', (asked, path) =>
  expect(ownPath(asked)).toBe(path),
);

test.each([
  [undefined],
  [''],
  ['gezinnen'],
  ['//evil.example'],
  ['/\\evil.example'],
  ['\\\\evil.example'],
  ['/\t/evil.example'],
  ['/\n\\evil.example'],
  ['/.//evil.example'],
  ['/x/..//evil.example'],
  ['///evil.example'],
  ['https://evil.example/'],
  ['javascript:alert(1)'],
  ['/a'.repeat(600)],
  [['/gezinnen', '//evil.example']],
])('%j leads to the first page', (asked) => expect(ownPath(asked)).toBe('/'));
