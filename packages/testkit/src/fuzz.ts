import { randomUUID } from 'node:crypto';
import {
  create,
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescMethod,
  type DescService,
  type MessageInitShape,
} from '@bufbuild/protobuf';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import fc from 'fast-check';
import { connect, type Peer } from '@katrol/rpc';
import { Refusal } from '@katrol/runtime';
import { fuzzSeconds, fuzzSeed } from './config.ts';

/** What was sent and what is wrong about the answer. */
export type FuzzFinding = { rpc: string; request: string; said: string };
export type FuzzReport = {
  calls: number;
  refused: number;
  answered: number;
  findings: FuzzFinding[];
  seed: number;
};

const words = [
  '',
  ' ',
  'oostende',
  'melle',
  'hogent',
  'nl',
  'x'.repeat(600),
  'x'.repeat(70_000),
  '<script>alert(1)</script>',
  `'; drop table family; --`,
  '../../etc/passwd',
  'null',
  '-1',
  '1e999',
  '%00',
  '2026-11-20',
  '2026-02-31',
  '0000-00-00',
  '9999-12-31',
  '99999-01-01',
  '2026-11-20T16:00',
  '2026-11-20T25:61',
  '2026-13-01T00:00',
  '00000000-0000-0000-0000-000000000000',
  '019aa000-0000-7000-8000-000000000001',
  'a\u0000b',
  '\u202eomgekeerd',
  '\ud83d\ude00'.repeat(50),
  'İstanbul ﬃ ŉ',
  '\u0301\u0301',
  '$1',
  '${x}',
  '{{7*7}}',
  '__proto__',
  'constructor',
];
const numbers = [0, 1, 2, -1, 50, 200, 201, 1_439, 1_441, 2_147_483_647, -2_147_483_648];
const longs = [0n, 1n, -1n, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n];
const files = [
  'voornaam;naam\nJo;P\n',
  'a,b\n"',
  '\u0000\u0000',
  '',
  '\ufeffx;y\r\n1;2\r\n',
  `${'kolom;'.repeat(500)}\n`,
  '"a\n"b;c',
  'familienaam;telefoon;kind\nJanssens;0470 11 11 11;Jef\n'.repeat(3),
]
  .map((text) => Buffer.from(text))
  .concat([Buffer.from([0xff, 0xfe, 0x00, 0xd8]), Buffer.from('Zoë;Médard\n', 'latin1')]);

const text = fc.oneof(
  fc.constantFrom(...words),
  fc.uuid(),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);
const scalar: Record<string, fc.Arbitrary<unknown>> = {
  text,
  bytes: fc.oneof(fc.constantFrom(...files), fc.uint8Array({ maxLength: 300 })),
  bool: fc.boolean(),
  number: fc.oneof(fc.constantFrom(...numbers), fc.integer()),
  float: fc.oneof(fc.constantFrom(0, -1, 1e308, Number.NaN, Number.POSITIVE_INFINITY), fc.double()),
  long: fc.oneof(
    fc.constantFrom(...longs),
    fc.bigInt({ min: longs[4] as bigint, max: longs[3] as bigint }),
  ),
};
// by number of the protobuf scalar types
const kindOf = (type: number): string =>
  ({
    1: 'float',
    2: 'float',
    3: 'long',
    4: 'long',
    6: 'long',
    8: 'bool',
    9: 'text',
    12: 'bytes',
    16: 'long',
    18: 'long',
  })[type] ?? 'number';
const unsigned = (type: number): boolean => [4, 6, 7, 13].includes(type);
const scalarOf = (type: number): fc.Arbitrary<unknown> =>
  unsigned(type)
    ? (scalar[kindOf(type)] as fc.Arbitrary<unknown>).map((n) =>
        typeof n === 'bigint' ? (n < 0n ? -(n + 1n) : n) : Math.abs(n as number) % 2_147_483_647,
      )
    : (scalar[kindOf(type)] as fc.Arbitrary<unknown>);
const enumOf = (e: DescEnum): fc.Arbitrary<unknown> =>
  fc.constantFrom(...e.values.map((v) => v.number), 99, -1);

const DEEPEST = 4;

function valueOf(field: DescField, depth: number): fc.Arbitrary<unknown> {
  if (field.fieldKind === 'scalar') return scalarOf(field.scalar);
  if (field.fieldKind === 'enum') return enumOf(field.enum);
  if (field.fieldKind === 'message') return requestOf(field.message, depth + 1);
  if (field.fieldKind === 'list') {
    const one =
      field.listKind === 'message'
        ? requestOf(field.message, depth + 1)
        : field.listKind === 'enum'
          ? enumOf(field.enum)
          : scalarOf(field.scalar);
    return fc.array(one, { maxLength: 3 });
  }
  const value =
    field.mapKind === 'message'
      ? requestOf(field.message, depth + 1)
      : field.mapKind === 'enum'
        ? enumOf(field.enum)
        : scalarOf(field.scalar);
  return fc.dictionary(fc.constantFrom('a', '__proto__x', 'constructor', ''), value, {
    maxKeys: 2,
  });
}

/** Any request of a message: each field there or not, with values that people, scripts and attackers send. */
export function requestOf(message: DescMessage, depth = 0): fc.Arbitrary<object> {
  const fields =
    depth >= DEEPEST
      ? message.fields.filter((f) => f.fieldKind === 'scalar' || f.fieldKind === 'enum')
      : message.fields;
  return fc.record(
    Object.fromEntries(fields.filter((f) => !f.oneof).map((f) => [f.localName, valueOf(f, depth)])),
    { requiredKeys: [] },
  );
}

/** What an answer must never hold: a stack, a path of the code, SQL, an inner address. */
export const SAYS_TOO_MUCH =
  /\bat [\w.<>]+ ?\(|node_modules|\.ts:\d|select |insert into|update "|relation "|column "|violates|syntax error|PrismaClient|ECONN|127\.0\.0\.1/i;

/** Sends what nobody should send to every RPC of these services, as somebody who may call all of it, for so long. */
export async function fuzz(o: {
  services: DescService[];
  address: string;
  token: string;
  samples: Record<string, object>;
}): Promise<FuzzReport> {
  const report: FuzzReport = { calls: 0, refused: 0, answered: 0, findings: [], seed: fuzzSeed() };
  const until = Date.now() + fuzzSeconds() * 1000;
  const targets = o.services.flatMap((service) => {
    const peer = connect(service, o.address);
    return (Object.entries(service.method) as [string, DescMethod][])
      .filter(([, m]) => m.parent.name !== 'OutboxService')
      .map(([rpc, method]) => ({ rpc, method, peer, sample: o.samples[rpc] ?? {} }));
  });
  const raw = new Client(o.address, credentials.createInsecure());
  for (let round = 0; Date.now() < until; round++) {
    await Promise.all(
      targets.map(async (target, at) => {
        const seed = report.seed + round * 1_000 + at;
        const finding =
          round % 5 === 4
            ? await sendBytes(raw, target, { token: o.token, seed })
            : await sendMessage(target, { token: o.token, seed });
        report.calls += 1;
        if (finding === 'answered') report.answered += 1;
        else if (finding === 'refused') report.refused += 1;
        else if (
          !report.findings.some(
            (f) => f.rpc === finding.rpc && kindOfFinding(f) === kindOfFinding(finding),
          )
        )
          report.findings.push(finding);
      }),
    );
  }
  for (const { peer } of targets) peer.close();
  raw.close();
  return report;
}

const kindOfFinding = ({ said }: FuzzFinding): string =>
  said.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '');

type Target = { rpc: string; method: DescMethod; peer: Peer<DescService>; sample: object };
type Sent = { token: string; seed: number };
type Outcome = 'answered' | 'refused' | FuzzFinding;

async function sendMessage(
  { rpc, method, peer, sample }: Target,
  { token, seed }: Sent,
): Promise<Outcome> {
  const [any = {}] = fc.sample(requestOf(method.input), { numRuns: 1, seed });
  const keys = Object.keys(any);
  // half of them nearly right: one thing changed in a request that is complete
  const near =
    seed % 2 === 0 && keys.length > 0
      ? {
          ...sample,
          ...Object.fromEntries(keys.slice(0, 1).map((k) => [k, any[k as keyof typeof any]])),
        }
      : any;
  const shown = (): string =>
    JSON.stringify(near, (_, v: unknown) =>
      typeof v === 'bigint'
        ? String(v)
        : typeof v === 'string' && v.length > 80
          ? `${v.slice(0, 80)}…`
          : v,
    );
  const options = { token, key: randomUUID(), deadline: new Date(Date.now() + 20_000) };
  try {
    const request = create(method.input, near as MessageInitShape<DescMessage>);
    if (method.methodKind === 'unary') await peer.call(rpc as never, request as never, options);
    else for await (const piece of peer.stream(rpc as never, request as never, options)) void piece;
    return 'answered';
  } catch (error) {
    if (
      error instanceof Refusal &&
      !SAYS_TOO_MUCH.test(JSON.stringify([error.message, error.reason, error.fields, error.meta]))
    )
      return 'refused';
    return {
      rpc: method.name,
      request: shown(),
      said: `${error instanceof Refusal ? error.message : String(error)} ${(error as Error).cause ? String((error as Error).cause) : ''}`,
    };
  }
}

function sendBytes(raw: Client, { method }: Target, { token, seed }: Sent): Promise<Outcome> {
  const [bytes = new Uint8Array()] = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 200 }), {
    numRuns: 1,
    seed,
  });
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const path = `/${method.parent.typeName}/${method.name}`;
  return new Promise((resolve) => {
    const judged = (error: ServiceError | null): void => {
      if (!error) resolve('answered');
      // 13 is gRPC's "internal": it must at least name an error that the log knows
      else if (
        (error.code !== 13 || /internal [0-9a-f-]{36}/.test(error.details)) &&
        !SAYS_TOO_MUCH.test(error.details)
      )
        resolve(
          error.code === 13
            ? { rpc: method.name, request: Buffer.from(bytes).toString('hex'), said: error.details }
            : 'refused',
        );
      else
        resolve({
          rpc: method.name,
          request: Buffer.from(bytes).toString('hex'),
          said: `${error.code} ${error.details}`,
        });
    };
    const plain = (b: Buffer): Buffer => b;
    const options = { deadline: Date.now() + 20_000 };
    if (method.methodKind === 'unary')
      return void raw.makeUnaryRequest(
        path,
        plain,
        plain,
        Buffer.from(bytes),
        metadata,
        options,
        judged,
      );
    const stream = raw.makeServerStreamRequest(
      path,
      plain,
      plain,
      Buffer.from(bytes),
      metadata,
      options,
    );
    stream.on('data', () => undefined);
    stream.on('error', (error) => judged(error as ServiceError));
    stream.on('end', () => judged(null));
  });
}
