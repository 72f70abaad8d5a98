import { randomUUID } from 'node:crypto';
import {
  create,
  type DescMessage,
  type DescMethod,
  type DescService,
  type MessageInitShape,
} from '@bufbuild/protobuf';
import { Client, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import fc from 'fast-check';
import { connect, type Peer } from '@katrol/rpc';
import { Refusal } from '@katrol/runtime';
import { fuzzSeconds, fuzzSeed } from './config.ts';
import { requestOf } from './fuzz-values.ts';

/** What was sent and what is wrong about the answer. */
type FuzzFinding = { rpc: string; request: string; said: string };
export type FuzzReport = {
  calls: number;
  refused: number;
  answered: number;
  findings: FuzzFinding[];
  seed: number;
};

/** What an answer must never hold: a stack, a path of the code, SQL, an inner address. */
export const SAYS_TOO_MUCH = new RegExp(
  [
    String.raw`\bat [\w.<>]+ ?\(`,
    String.raw`node_modules|\.ts:\d|PrismaClient|ECONN|127\.0\.0\.1`,
    'select |insert into|update "|relation "|column "|violates|syntax error',
  ].join('|'),
  'i',
);

type Target = { rpc: string; method: DescMethod; peer: Peer<DescService>; sample: object };
type Sent = { token: string; seed: number };
type Outcome = 'answered' | 'refused' | FuzzFinding;

/**
 * Sends what nobody should send to every RPC of these services, as somebody who may call all of it,
 * for KATROL_FUZZ_SECONDS.
 */
export async function fuzz(o: {
  services: readonly DescService[];
  address: string;
  token: string;
  samples: Record<string, object>;
}): Promise<FuzzReport> {
  const report: FuzzReport = { calls: 0, refused: 0, answered: 0, findings: [], seed: fuzzSeed() };
  const { token } = o;
  const until = Date.now() + fuzzSeconds() * 1_000;
  const targets = o.services.flatMap((service) => targetsOf(service, o));
  const raw = new Client(o.address, credentials.createInsecure(), {
    'grpc.enable_http_proxy': 0,
  });
  for (let round = 0; Date.now() < until; round++) {
    await Promise.all(
      targets.map(async (target, at) => {
        const sent = { token, seed: report.seed + round * 1_000 + at };
        const send = round % 5 === 4 ? sendBytes(raw, target, sent) : sendMessage(target, sent);
        note(report, await send);
      }),
    );
  }
  for (const { peer } of targets) peer.close();
  raw.close();
  return report;
}

function targetsOf(
  service: DescService,
  { address, samples }: { address: string; samples: Record<string, object> },
): Target[] {
  const peer = connect(service, address);
  return (Object.entries(service.method) as [string, DescMethod][])
    .filter(([, m]) => m.parent.name !== 'OutboxService')
    .map(([rpc, method]) => ({ rpc, method, peer, sample: samples[rpc] ?? {} }));
}

function note(report: FuzzReport, outcome: Outcome): void {
  report.calls += 1;
  if (outcome === 'answered') report.answered += 1;
  else if (outcome === 'refused') report.refused += 1;
  else if (!report.findings.some((f) => kindOf(f) === kindOf(outcome))) {
    report.findings.push(outcome);
  }
}

const kindOf = ({ rpc, said }: FuzzFinding): string =>
  `${rpc} ${said.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')}`;

async function sendMessage(
  { rpc, method, peer, sample }: Target,
  { token, seed }: Sent,
): Promise<Outcome> {
  const [any = {}] = fc.sample(requestOf(method.input), { numRuns: 1, seed });
  const changed = Object.entries(any).slice(0, 1);
  // half of them nearly right: one thing changed in a request that is complete
  const near = seed % 2 === 0 ? { ...sample, ...Object.fromEntries(changed) } : any;
  const options = { token, key: randomUUID(), deadline: new Date(Date.now() + 20_000) };
  try {
    const request = create(method.input, near as MessageInitShape<DescMessage>);
    if (method.methodKind === 'unary') await peer.call(rpc as never, request as never, options);
    else for await (const piece of peer.stream(rpc as never, request as never, options)) void piece;
    return 'answered';
  } catch (error) {
    return saysLittle(error) ? 'refused' : finding(method, shown(near), said(error));
  }
}

const saysLittle = (error: unknown): boolean => {
  if (!(error instanceof Refusal)) return false;
  const { message, reason, fields, meta } = error;
  return !SAYS_TOO_MUCH.test(JSON.stringify([message, reason, fields, meta]));
};

const finding = ({ name }: DescMethod, request: string, what: string): FuzzFinding => ({
  rpc: name,
  request,
  said: what,
});

const said = (error: unknown): string => {
  const { cause } = error as Error;
  const message = error instanceof Refusal ? error.message : String(error);
  return `${message} ${cause ? String(cause) : ''}`;
};

const shown = (request: object): string =>
  JSON.stringify(request, (_, v: unknown) => {
    if (typeof v === 'bigint') return String(v);
    return typeof v === 'string' && v.length > 80 ? `${v.slice(0, 80)}…` : v;
  });

const AS_IT_IS = (bytes: Buffer): Buffer => bytes;

function sendBytes(raw: Client, { method }: Target, { token, seed }: Sent): Promise<Outcome> {
  const any = fc.uint8Array({ minLength: 1, maxLength: 200 });
  const [bytes = new Uint8Array()] = fc.sample(any, { numRuns: 1, seed });
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const path = `/${method.parent.typeName}/${method.name}`;
  const options = { deadline: Date.now() + 20_000 };
  const sent = Buffer.from(bytes);
  const pass = AS_IT_IS;
  return new Promise((resolve) => {
    const judged = (error: ServiceError | null): void =>
      resolve(error ? judgement(method, sent, error) : 'answered');
    if (method.methodKind === 'unary') {
      raw.makeUnaryRequest(path, pass, pass, sent, metadata, options, judged);
      return;
    }
    const stream = raw.makeServerStreamRequest(path, pass, pass, sent, metadata, options);
    stream.on('data', () => undefined);
    stream.on('error', (error) => judged(error as ServiceError));
    stream.on('end', () => judged(null));
  });
}

function judgement(method: DescMethod, sent: Buffer, { code, details }: ServiceError): Outcome {
  const fine = code !== status.INTERNAL && !SAYS_TOO_MUCH.test(details);
  return fine ? 'refused' : finding(method, sent.toString('hex'), `${code} ${details}`);
}
