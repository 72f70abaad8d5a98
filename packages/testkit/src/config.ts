import path from 'node:path';

/**
 * How long each service is sent what nobody should send, in seconds: KATROL_FUZZ_SECONDS, three
 * unless told; `npm run test:faults` tells a minute.
 */
export const fuzzSeconds = (): number => Number(process.env['KATROL_FUZZ_SECONDS'] ?? 3);

/** The number from which random tests repeat: KATROL_SEED, else a new one. */
export const fuzzSeed = (): number =>
  Number(process.env['KATROL_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));

/**
 * Whether what is found is written into the access matrix, to be read as a diff:
 * KATROL_WRITE_MATRIX=1.
 */
export const writesMatrix = (): boolean => process.env['KATROL_WRITE_MATRIX'] === '1';

/** A file of the service under test, from where the tests run. */
export const inService = (file: string): string =>
  path.join(process.env['KATROL_TEST_FOLDER'] ?? '.', file);

/**
 * Where rights are written down: the platform's own file, or that of a service that is none of it.
 */
export const matrixFile = (): string =>
  inService('.') === '.'
    ? '../../docs/privacy/access-matrix.md'
    : inService('test/access-matrix.md');
