import type { SourceFile, Violation } from './files.ts';

const drawers = ['utils', 'util', 'common', 'lib', 'helpers', 'shared', 'misc'];

/**
 * Folders that are drawers: a thing lives where its name says. The contract's `common/v1` aside.
 */
export const folderViolations = (files: readonly Pick<SourceFile, 'path'>[]): Violation[] =>
  [
    ...new Set(
      files.flatMap(({ path }) =>
        path
          .split('/')
          .slice(0, -1)
          .map((part, i, all) => [part, all.slice(0, i + 1).join('/')] as const),
      ),
    ),
  ]
    .filter(([part, folder]) => drawers.includes(part) && !folder.startsWith('proto/katrol/common'))
    .map(([, folder]) => `${folder} is a drawer: name it after what it hides`)
    .filter((v, i, all) => all.indexOf(v) === i);

const mocks =
  /\bjest\.(mock|fn|spyOn|unstable_mockModule)\b|\.(only|skip)\(|\bx(it|test|describe)\(/;

/** Tests that prove less than they say. */
export const testViolations = (files: readonly SourceFile[]): Violation[] =>
  files.flatMap((f) =>
    f.text
      .split('\n')
      .flatMap((line, i) => (mocks.test(line) ? [`${f.path}:${i + 1} ${line.trim()}`] : [])),
  );
