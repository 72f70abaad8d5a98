import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fieldsOf, isUuid } from '@katrol/contract';
import type { Role } from '@katrol/proto/katrol/common/v1/codes';
import { Scope } from '@katrol/proto/katrol/common/v1/options_pb';
import { connect, type Peer } from '@katrol/rpc';
import type { TestLink, TestPerson } from './identity.ts';
import { answered, named, type Asked } from './asking.ts';
import { describeAttacks } from './attacks.ts';
import { EXCHANGED } from './links.ts';
import { reviewed, tableOf } from './matrix.ts';
import { describeIsolation, describeUnknownFields } from './isolation.ts';
import type { AccessSample } from './seed.ts';
import type { UnderTest } from './service.ts';

type Caller = {
  name: string;
  who: Partial<TestPerson> | 'system' | undefined;
  /** they come with a link and no account */
  link?: Partial<TestLink>;
  /** the place of their own that they ask about, instead of the owner's */
  athome?: { branch?: string; university?: string };
};

const key = (caller: Caller): string => `${caller.name} ${JSON.stringify(caller.athome ?? {})}`;

const person = (name: string, subject: string, role: Role, of: Partial<TestPerson>): Caller => ({
  name,
  who: { subject, roles: [role], ...of },
});

/** Everybody who may come to the door: each role at home, elsewhere, and asking about their own. */
function callersOf({ tutorAccount, links = {} }: AccessSample): Caller[] {
  const here = { branches: ['oostende'] };
  const melle = { branches: ['melle'] };
  const hogent = { university: 'hogent' };
  const vives = { university: 'vives' };
  const far = person('coordinator elsewhere', 'c-melle', 'coordinator', melle);
  const farOfficer = person(
    'placement-officer elsewhere',
    'officer-vives',
    'placement-officer',
    vives,
  );
  return [
    { name: 'nobody', who: undefined },
    person('coordinator', 'c-oostende', 'coordinator', here),
    far,
    { ...far, name: 'idem, asking at home', athome: { branch: 'melle' } },
    person('tutor of the family', tutorAccount, 'tutor', here),
    person('other tutor', 'other-tutor', 'tutor', here),
    person('tutor elsewhere', 'far-tutor', 'tutor', melle),
    person('lecturer-coach', 'coach-hogent', 'lecturer-coach', hogent),
    person('lecturer-coach elsewhere', 'coach-vives', 'lecturer-coach', vives),
    person('placement-officer', 'officer-hogent', 'placement-officer', hogent),
    farOfficer,
    { ...farOfficer, name: 'idem, asking at home', athome: { university: 'vives' } },
    person('operator', 'operator', 'operator', {}),
    person('policy-reader', 'reader', 'policy-reader', {}),
    { name: 'a service alone', who: 'system' },
    ...EXCHANGED.map((link) => withLink(`link ${link}`, { ...links[link], link })),
  ];
}

const withLink = (name: string, link: Partial<TestLink>): Caller => ({
  name,
  who: undefined,
  link,
});
// of another branch, and of another family, text or contact of the same one
const elsewhere = EXCHANGED.flatMap((link) => [
  withLink('', { link, branch: 'melle' }),
  withLink('', { link }),
]);

export type AccessChecked<S extends DescService> = {
  /** its own first, then the kit's */
  services: readonly DescService[];
  start(): Promise<UnderTest<S>>;
  sample(t: UnderTest<S>): Promise<AccessSample>;
};

/**
 * S1: every RPC as every caller, compared with the file that a reviewer reads. A new RPC without a
 * row, or a row that changed, fails.
 */
export function describeAccess<S extends DescService>(c: AccessChecked<S>): void {
  describe('S1: who may what', () => {
    let t: UnderTest<S>;
    let sample: AccessSample;
    beforeAll(async () => {
      t = await c.start();
      sample = await c.sample(t);
    }, 60_000);
    afterAll(() => t.stop());
    const seen: Seen = new Map();
    const [own] = c.services as readonly [DescService];

    describeIsolation(() => t);
    describeUnknownFields(
      own,
      () => t,
      () => sample,
    );

    test.each(c.services)(
      '$typeName as docs/privacy/access-matrix.md says (KATROL_WRITE_MATRIX=1 writes it)',
      async (service) => judgeAll(t, service, { sample, seen }),
      180_000,
    );

    describeAttacks(c.services, () => ({ t, sample }));

    test('S2: which sensitive field who sees, as the same file says', () => {
      const callers = callersOf(sample);
      const head = ['field', ...callers.map((one) => one.name)];
      const rows = Object.keys(sample.fields).map((field) => [
        field,
        ...callers.map((one) => (seen.get(key(one))?.has(field) ? 'sees' : '')),
      ]);
      const found = tableOf(head, rows);
      expect(found).toBe(reviewed(`${own.typeName} fields`, found));
    });
  });
}

type Seen = Map<string, Set<string>>;
type Judging = { sample: AccessSample; seen: Seen };

async function judgeAll<S extends DescService>(
  t: UnderTest<S>,
  service: DescService,
  j: Judging,
): Promise<void> {
  const callers = callersOf(j.sample);
  const methods = Object.entries(service.method) as [string, DescMethod][];
  expect(methods.map(([rpc]) => rpc).filter((rpc) => !j.sample.requests[rpc])).toEqual([]);
  const peer = connect(service, t.address);
  const rows: string[][] = [];
  for (const [rpc, method] of methods) {
    const cells: string[] = [];
    for (const caller of callers) {
      cells.push(await outcome(t, peer, { rpc, method }, { ...j, caller }));
    }
    rows.push([method.name, ...cells]);
    if (cells.at(0) !== 'sign in') continue;
    for (const caller of elsewhere)
      expect([rpc, caller.link, await outcome(t, peer, { rpc, method }, { ...j, caller })]).toEqual(
        [rpc, caller.link, expect.not.stringMatching(/sees|internal|invalid/)],
      );
  }
  peer.close();
  const head = ['RPC', ...callers.map((one) => one.name)];
  const found = tableOf(head, rows);
  expect(found).toBe(reviewed(service.typeName, found));
  const calls = rows.length * callers.length;
  process.stdout.write(
    `S1: ${service.typeName}: ${rows.length} RPCs x ${callers.length} callers, ${calls} calls\n`,
  );
  // whatever the file says: nobody from elsewhere sees it, and nothing is answered with a bug or
  // for want of a field
  for (const [rpc = '', ...cells] of rows) {
    expect([rpc, ...cells.filter((cell) => /internal|invalid/.test(cell))]).toEqual([rpc]);
    if (j.sample.letsIn?.includes(rpc)) continue;
    const far = cells.filter((_, i) =>
      /elsewhere|at home|alone|nobody/.test(callers[i]?.name ?? ''),
    );
    expect([rpc, ...far.filter((cell) => cell === 'sees')]).toEqual([rpc]);
  }
}

/** The request as somebody asks it about the place of their own; undefined where it names none. */
function asAtHome(
  { input }: DescMethod,
  request: object,
  athome: NonNullable<Caller['athome']>,
): object | undefined {
  const named = fieldsOf(input).flatMap(({ key: name, scope }) => {
    if (athome.branch && BRANCHES.includes(scope)) return [[name, athome.branch]];
    if (athome.university && UNIVERSITIES.includes(scope)) return [[name, athome.university]];
    return [];
  });
  return named.length > 0 ? { ...request, ...Object.fromEntries(named) } : undefined;
}
const BRANCHES = [Scope.BRANCH, Scope.BRANCH_IF_ANY];
const UNIVERSITIES = [Scope.UNIVERSITY, Scope.UNIVERSITY_IF_ANY];

async function outcome<S extends DescService>(
  t: UnderTest<S>,
  peer: Peer<DescService>,
  { rpc, method }: Asked,
  { caller, sample, seen }: Judging & { caller: Caller },
): Promise<string> {
  const { athome } = caller;
  const about = sample.requests[rpc] ?? {};
  const request = athome ? asAtHome(method, about, athome) : about;
  if (!request) return '';
  const token = await tokenOf(t, caller);
  try {
    const answer = await answered(peer, { rpc, method }, request, token);
    const said = JSON.stringify(answer, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    const told = tellsOf(method, sample)
      .filter(([, word]) => said.includes(word))
      .map(([field]) => field);
    seen.set(key(caller), new Set([...(seen.get(key(caller)) ?? []), ...told]));
    if (told.length > 0) return 'sees';
    return /^(Get|List|Export|Find|Explain|Read|Verify)/.test(method.name) ? 'answers' : 'does';
  } catch (error) {
    return named(error);
  }
}

const tokenOf = async (
  { identity, token }: Pick<UnderTest<DescService>, 'identity' | 'token'>,
  { who, link }: Caller,
): Promise<string> => {
  if (link) return await identity.link(link);
  if (who === undefined) return '';
  return who === 'system' ? await identity.system('reporting') : await token(who);
};

// services tell each other identifiers, and nothing but codes beside them
const tellsOf = (method: DescMethod, { fields }: AccessSample): [string, string][] =>
  Object.entries(fields).filter(
    ([, word]) => method.parent.name !== 'OutboxService' || !isUuid(word),
  );
