import { describe, test } from '@jest/globals';
import { has } from '../src/helm.ts';

const required = (process.env['KATROL_REQUIRE'] ?? '').split(',');

/** What a suite needs beside Node, and how it is found. */
export const parts = {
  helm: () => has('helm', 'version', '--short'),
  kubeconform: () => has('kubeconform', '-v'),
  pip: () => has('pip', '--version'),
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
  if (missing.length === 0) {
    describe(name, () => {
      suite();
    });
    return;
  }
  const said = `without ${missing.join(', ')}: not covered here: ${name}`;
  process.stdout.write(`${said}\n`);
  test(name, () => {
    if (missing.some((part) => required.includes(part))) throw new Error(said);
  });
}
