import { randomUUID } from 'node:crypto';
import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect, type Peer } from '@katrol/rpc';
import { Refusal, isUuid } from '@katrol/runtime';
import { roles as allRoles } from '@katrol/identity';
import type { TestPerson } from './identity.ts';
import { fuzz } from './fuzz.ts';
import { fuzzSeconds } from './config.ts';
import { reviewed, tableOf } from './matrix.ts';
import { describeIsolation, describeUnknownFields } from './isolation.ts';
import type { UnderTest } from './service.ts';

/** What a service brings: requests that name what belongs to oostende and hogent, and what gives that away in an answer. */
export type AccessSample = {
  /** the tutor of the family that the requests name */
  tutorAccount: string;
  /** RPC -> a request that is complete: who may call it gets no INPUT_INVALID */
  requests: Record<string, object>;
  /** what each sensitive field of the owner's files holds, unlike anything else: who is answered with it has seen it */
  fields: Record<string, string>;
  /** RPCs by which somebody from elsewhere is let in, for a reason that they give */
  letsIn?: string[];
};

type Caller = {
  name: string;
  who: Partial<TestPerson> | 'system' | undefined;
  athome?: { branchCode?: string; universityCode?: string };
};

const key = (caller: Caller): string => `${caller.name} ${JSON.stringify(caller.athome ?? {})}`;
const there = { branches: ['oostende'], university: undefined };
const elsewhere = { branches: ['melle'] };

/** Everybody who may come to the door: each role at home, elsewhere, and elsewhere asking about their own. */
const callersOf = (tutorAccount: string): Caller[] => [
  { name: 'nobody', who: undefined },
  {
    name: 'coordinator',
    who: { subject: 'c-oostende', roles: ['coordinator'], ...there } as Partial<TestPerson>,
  },
  {
    name: 'coordinator elsewhere',
    who: { subject: 'c-melle', roles: ['coordinator'], ...elsewhere },
  },
  {
    name: 'idem, asking at home',
    who: { subject: 'c-melle', roles: ['coordinator'], ...elsewhere },
    athome: { branchCode: 'melle' },
  },
  {
    name: 'tutor of the family',
    who: { subject: tutorAccount, roles: ['tutor'], branches: ['oostende'] },
  },
  {
    name: 'other tutor',
    who: { subject: 'other-tutor', roles: ['tutor'], branches: ['oostende'] },
  },
  { name: 'tutor elsewhere', who: { subject: 'far-tutor', roles: ['tutor'], ...elsewhere } },
  {
    name: 'lecturer-coach',
    who: { subject: 'coach-hogent', roles: ['lecturer-coach'], university: 'hogent' },
  },
  {
    name: 'lecturer-coach elsewhere',
    who: { subject: 'coach-vives', roles: ['lecturer-coach'], university: 'vives' },
  },
  {
    name: 'placement-officer',
    who: { subject: 'officer-hogent', roles: ['placement-officer'], university: 'hogent' },
  },
  {
    name: 'placement-officer elsewhere',
    who: { subject: 'officer-vives', roles: ['placement-officer'], university: 'vives' },
  },
  {
    name: 'idem, asking at home',
    who: { subject: 'officer-vives', roles: ['placement-officer'], university: 'vives' },
    athome: { universityCode: 'vives' },
  },
  { name: 'operator', who: { subject: 'operator', roles: ['operator'] } },
  { name: 'a service alone', who: 'system' },
];

export type AccessChecked<S extends DescService> = {
  services: DescService[];
  start(): Promise<UnderTest<S>>;
  sample(t: UnderTest<S>): Promise<AccessSample>;
};

/** S1: every RPC as every caller, compared with the file that a reviewer reads. A new RPC without a row, or a row that changed, fails. */
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

    describeIsolation(() => t);
    describeUnknownFields(
      c.services[0] as DescService,
      () => t,
      () => sample,
    );

    test.each(c.services)(
      '$typeName as docs/privacy/access-matrix.md says (KATROL_WRITE_MATRIX=1 writes it)',
      async (service) => {
        const callers = callersOf(sample.tutorAccount);
        const methods = Object.entries(service.method) as [string, DescMethod][];
        expect(methods.map(([rpc]) => rpc).filter((rpc) => !sample.requests[rpc])).toEqual([]);
        const peer = connect(service, t.address);
        const rows: string[][] = [];
        for (const [rpc, method] of methods) {
          const cells: string[] = [];
          for (const caller of callers)
            cells.push(await outcome(t, peer, { rpc, method }, { caller, sample, seen }));
          rows.push([method.name, ...cells]);
        }
        peer.close();
        const head = ['RPC', ...callers.map((one) => one.name)];
        const found = tableOf(head, rows);
        expect(found).toBe(reviewed(service.typeName, found));
        process.stdout.write(
          `S1: ${service.typeName}: ${rows.length} RPCs x ${callers.length} callers, ${rows.length * callers.length} calls\n`,
        );
        // whatever the file says: nobody from elsewhere sees it, and nothing is answered with a bug or for want of a field
        for (const row of rows) {
          expect([row[0], ...row.filter((cell) => /internal|invalid/.test(cell))]).toEqual([
            row[0],
          ]);
          if (sample.letsIn?.includes(row[0] ?? '')) continue;
          const far = row.filter((_, i) => /elsewhere|at home|alone|nobody/.test(head[i] ?? ''));
          expect([row[0], ...far.filter((cell) => cell === 'sees')]).toEqual([row[0]]);
        }
      },
      180_000,
    );

    test(
      'S22: what nobody should send crashes nothing and is told nothing of the inside',
      async () => {
        const token = await t.token({
          subject: 'c-oostende',
          roles: [...allRoles],
          branches: ['oostende'],
          university: 'hogent',
        });
        const report = await fuzz({
          services: c.services,
          address: t.address,
          token,
          samples: sample.requests,
        });
        const { calls, answered, refused, findings, seed } = report;
        process.stdout.write(
          `S22: ${calls} calls in ${fuzzSeconds()} s: ${answered} answered, ${refused} refused, ${findings.length} findings; seed ${seed}\n`,
        );
        expect(findings).toEqual([]);
        expect(calls).toBeGreaterThan(fuzzSeconds());
      },
      fuzzSeconds() * 1_000 + 120_000,
    );

    test('S2: which sensitive field who sees, as the same file says', () => {
      const callers = callersOf(sample.tutorAccount);
      const head = ['field', ...callers.map((one) => one.name)];
      const rows = Object.keys(sample.fields).map((field) => [
        field,
        ...callers.map((one) => (seen.get(key(one))?.has(field) ? 'sees' : '')),
      ]);
      const name = `${(c.services[0] as DescService).typeName} fields`;
      const found = tableOf(head, rows);
      expect(found).toBe(reviewed(name, found));
    });
  });
}

type Seen = Map<string, Set<string>>;
type Asked = { rpc: string; method: DescMethod };

async function outcome<S extends DescService>(
  t: UnderTest<S>,
  peer: Peer<DescService>,
  { rpc, method }: Asked,
  o: { caller: Caller; sample: AccessSample; seen: Seen },
): Promise<string> {
  const { who, athome } = o.caller;
  const request = { ...(o.sample.requests[rpc] as Record<string, unknown>) };
  if (athome) {
    const named = Object.keys(athome).filter((field) => field in request);
    if (named.length === 0) return '';
    Object.assign(
      request,
      Object.fromEntries(named.map((field) => [field, athome[field as keyof typeof athome]])),
    );
  }
  const token =
    who === undefined
      ? ''
      : who === 'system'
        ? await t.identity.system('reporting')
        : await t.token(who);
  try {
    const answer = await answered(peer, { rpc, method }, request, token);
    const said = JSON.stringify(answer, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    const told = tellsOf(method, o.sample)
      .filter(([, word]) => said.includes(word))
      .map(([field]) => field);
    o.seen.set(key(o.caller), new Set([...(o.seen.get(key(o.caller)) ?? []), ...told]));
    if (told.length > 0) return 'sees';
    return /^(Get|List|Export|Find|Explain|Read|Verify)/.test(method.name) ? 'answers' : 'does';
  } catch (error) {
    return named(error);
  }
}

// services tell each other identifiers, and nothing but codes beside them
const tellsOf = (method: DescMethod, { fields }: AccessSample): [string, string][] =>
  Object.entries(fields).filter(
    ([, word]) => method.parent.name !== 'OutboxService' || !isUuid(word),
  );

async function answered(
  peer: Peer<DescService>,
  { rpc, method }: Asked,
  request: object,
  token: string,
): Promise<unknown> {
  const endless = method.parent.name === 'OutboxService';
  const deadline = new Date(Date.now() + (endless ? 1_500 : 30_000));
  if (method.methodKind === 'unary')
    return await peer.call(rpc, request as never, { token, key: randomUUID(), deadline });
  const pieces: unknown[] = [];
  try {
    for await (const piece of peer.stream(rpc, request as never, { token, deadline }))
      pieces.push(piece);
  } catch (error) {
    if (!(endless && error instanceof Refusal && error.code === 'deadline_exceeded')) throw error;
  }
  return pieces;
}

function named(error: unknown): string {
  if (!(error instanceof Refusal)) return 'internal';
  if (error.code === 'invalid_argument')
    return `invalid: ${error.fields.map((f) => f.field).join(' ') || error.reason}`;
  const words: Partial<Record<Refusal['code'], string>> = {
    unauthenticated: 'sign in',
    permission_denied: 'no',
    not_found: 'not found',
    aborted: 'does',
    failed_precondition: 'does',
    already_exists: 'does',
  };
  return words[error.code] ?? error.code;
}
