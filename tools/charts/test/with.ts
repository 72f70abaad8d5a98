import { describe, test } from '@jest/globals';
import { has } from '../src/helm.ts';

const required = (process.env['KATROL_REQUIRE'] ?? '').split(',');

/** What a suite needs beside Node, and how it is found. */
export const parts = {
  helm: () => has('helm', 'version', '--short'),
  kubeconform: () => has('kubeconform', '-v'),
  cluster: () => Boolean(process.env['KUBECONFIG']) && has('kubectl', 'get', '--raw', '/readyz'),
};

/**
 * A suite that runs where its parts are there. Else one line says what was not covered; a part that
 * KATROL_REQUIRE names and that is missing fails.
 */
export function describeWith(
  needed: readonly (keyof typeof parts)[],
  name: string,
  suite: () => void,
): void {
  const missing = needed.filter((part) => !parts[part]());
  if (missing.length === 0) return describe(name, suite);
  const said = `without ${missing.join(', ')}: not covered here: ${name}`;
  if (missing.some((part) => required.includes(part))) {
    return describe(name, () => {
      test('what it needs is there', () => {
        throw new Error(said);
      });
    });
  }
  process.stdout.write(`${said}\n`);
  describe.skip(name, suite);
}
