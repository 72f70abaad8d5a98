import { root } from '@katrol/check/files';
import { services } from '@katrol/registry';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { mutants, placeOf, type Mutant } from './stryker.ts';
import { inSql } from './sql.ts';
import { excused } from './survivors.ts';

// Changes every rule of the domains and looks whether a test sees it: first those of the domain
// itself, then, for what they let by, those that go through gRPC. Rights, fuzz and isolation are
// judged elsewhere and do not count. What was found is kept under .katrol/mutation: a run that was
// broken off goes on.
const ASKED = 85;
const DOMAIN = { testMatch: ['**/src/**/*.test.ts'] };
const OPERATIONS = {
  testMatch: ['**/src/**/*.test.ts', '**/test/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/access', '/event-fuzz', '/conformance', '/audit-'],
};
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const nameOf = ({ file, at, change }: Mutant): string => `${file}:${at} ${change}`;

function ofService(service: string): Mutant[] {
  const domain = 'src/domain';
  if (!existsSync(path.join(root, 'services', service, domain))) return [];
  const all = mutants({
    name: 'domain',
    service,
    tests: DOMAIN,
    mutate: [`${domain}/*.ts`, `!${domain}/*.test.ts`, `!${domain}/preset*.ts`],
    database: false,
  });
  const left = all.filter(({ killed }) => !killed);
  if (left.length === 0) return all;
  const seen = mutants({
    name: 'operations',
    service,
    tests: OPERATIONS,
    mutate: [...new Set(left.map(placeOf))],
    database: true,
  });
  const killed = new Set(seen.filter((one) => one.killed).map(nameOf));
  return all.map((one) => ({ ...one, killed: one.killed || killed.has(nameOf(one)) }));
}

const startedAt = performance.now();
const wanted = process.argv.slice(2);
const asked = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
const all = [
  ...services
    .filter(({ folder }) => asked(folder))
    .flatMap(({ folder }) =>
      ofService(folder).map((one) => ({ ...one, file: `${folder}/${one.file}` })),
    ),
  ...(asked('sql') ? inSql(say) : []),
];
const survived = all.filter(({ killed }) => !killed);
for (const one of survived) say(`survived: ${nameOf(one)}${excused(nameOf(one))}`);
const score = (100 * (all.length - survived.length)) / all.length;
const minutes = (performance.now() - startedAt) / 60_000;
say(
  `${all.length} changes, ${survived.length} survived: ${score.toFixed(1)} % seen, ` +
    `in ${minutes.toFixed(1)} minutes`,
);
process.exit(score < ASKED ? 1 : 0);
