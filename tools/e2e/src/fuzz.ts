import { setTimeout as sleep } from 'node:timers/promises';
import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { FileService } from '@katrol/proto/katrol/common/v1/file_pb';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { deployed } from '@katrol/registry';
import { SAYS_TOO_MUCH, fuzzSeconds, fuzzSeed } from '@katrol/testkit/fuzz';
import fc from 'fast-check';

/** Whose RPCs are reached from outside. */
export const atTheDoor: DescService[] = [
  ...deployed.map(({ contract }) => contract),
  ParkedService,
  AuditService,
  FileService,
];

/** What came back that should not have. */
type HttpFinding = { request: string; status: number; body: string };
export type HttpReport = {
  calls: number;
  byStatus: Record<string, number>;
  findings: HttpFinding[];
  seed: number;
};
type Sent = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
};

const places = [
  '/auth/sign-in',
  '/auth/callback',
  '/auth/me',
  '/auth/sign-out',
  '/auth/backchannel-logout',
  '/healthz',
  '/readyz',
  '/',
  '/gezinnen',
  '/assets/x.js',
  '/api/',
  '/api/katrol.common.v1.OutboxService/Read',
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/package.json',
  '/assets/..%2f..%2f..%2fpackage.json',
  '/%',
  '/%00',
  '//elders.example/',
];
const types = [
  'application/json',
  'application/proto',
  'application/connect+json',
  'application/grpc',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  '',
  'application/json; charset=utf-16',
];
const values: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    'oostende',
    -1,
    1e308,
    true,
    [],
    {},
    'a\u0000b',
    '\ud800',
    'x'.repeat(5_000),
    '2026-02-31',
    { $typeName: 'x' },
    [[[[[[]]]]]],
  ),
  fc.jsonValue({ maxDepth: 4 }),
);

/** A body of the method's own fields with any values, at times not even JSON. */
const bodyOf = (m: DescMethod): fc.Arbitrary<string> => {
  const fields = fc.record(
    Object.fromEntries([
      ...m.input.fields.map((f) => [f.jsonName, values] as const),
      ['__proto__x', values] as const,
    ]),
    { requiredKeys: [] },
  );
  return fc.oneof(
    { weight: 8, arbitrary: fields.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.json() },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '{',
        '',
        '[]',
        'null',
        '{"a":',
        '{"branchCode":"x","branchCode":"y"}',
        `${'['.repeat(20_000)}`,
        '\u0000',
      ),
    },
  );
};

const headers = (cookie: string): fc.Arbitrary<Record<string, string>> =>
  fc.record(
    {
      'content-type': fc.oneof(
        { weight: 30, arbitrary: fc.constant('application/json') },
        { weight: 1, arbitrary: fc.constantFrom(...types) },
      ),
      'x-katrol': fc.oneof(
        { weight: 40, arbitrary: fc.constant('portal') },
        { weight: 1, arbitrary: fc.constantFrom('', 'x') },
      ),
      cookie: fc.oneof(
        { weight: 12, arbitrary: fc.constant(cookie) },
        {
          weight: 2,
          arbitrary: fc.constantFrom(
            '',
            'katrol=',
            'katrol=%00',
            `katrol=${'x'.repeat(3_000)}`,
            'katrol_login=a.b',
            ';;;',
          ),
        },
      ),
      ...Object.fromEntries(
        [
          'idempotency-key',
          'connect-timeout-ms',
          'traceparent',
          'accept-encoding',
          'connect-protocol-version',
        ].map((name) => [
          name,
          fc.constantFrom('', 'x', '-1', '1', '999999999999', 'x'.repeat(500), '00-0-0-0', 'null'),
        ]),
      ),
    },
    { requiredKeys: ['content-type', 'x-katrol', 'cookie'] },
  );

const requests = (services: DescService[], cookie: string): fc.Arbitrary<Sent> => {
  const calls = services.flatMap((s) =>
    Object.values(s.method).map((m) =>
      fc.record({
        method: fc.constant('POST'),
        path: fc.constant(`/api/${s.typeName}/${m.name}`),
        headers: headers(cookie),
        body: bodyOf(m as DescMethod),
      }),
    ),
  );
  const others = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'),
    headers: headers(cookie),
    body: fc.oneof(fc.json(), fc.string()),
    path: fc
      .tuple(
        fc.constantFrom(...places),
        fc.constantFrom(
          '',
          '?',
          '?return_to=//elders.example',
          '?code=x&state=y',
          '?logout_token=a.b.c',
          '?__proto__[x]=1',
          `?${'a=b&'.repeat(500)}`,
        ),
      )
      .map((parts) => parts.join('')),
  });
  return fc.oneof({ weight: 9, arbitrary: fc.oneof(...calls) }, { weight: 1, arbitrary: others });
};

const WORKERS = 8;
const PACE_MS = 42;

/** Sends the door what nobody should send, for so long; signed in or not. */
export async function fuzzDoor(
  url: string,
  services: DescService[],
  cookie: string,
): Promise<HttpReport> {
  const report: HttpReport = { calls: 0, byStatus: {}, findings: [], seed: fuzzSeed() };
  const arbitrary = requests(services, cookie);
  const until = Date.now() + fuzzSeconds() * 1_000;
  const worker = async (n: number): Promise<void> => {
    for (let i = 0; Date.now() < until; i++) {
      const [sent] = fc.sample(arbitrary, { numRuns: 1, seed: report.seed + i * WORKERS + n }) as [
        Sent,
      ];
      const answer = await send(url, sent);
      // below what one address may ask in a minute: who is told to wait is asked nothing
      await sleep(PACE_MS);
      report.calls += 1;
      report.byStatus[answer.status] = (report.byStatus[answer.status] ?? 0) + 1;
      const bad =
        answer.status === 0 ||
        (answer.status >= 500 && !RETRY.includes(answer.status)) ||
        SAYS_TOO_MUCH.test(answer.body);
      if (bad && report.findings.length < 20)
        report.findings.push({
          request: JSON.stringify(sent).slice(0, 800),
          status: answer.status,
          body: answer.body.slice(0, 500),
        });
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, n) => worker(n)));
  return report;
}

// away, or out of the time that the caller gave
const RETRY = [503, 504];

async function send(
  url: string,
  { method, path, headers: given, body }: Sent,
): Promise<{ status: number; body: string }> {
  try {
    const bodiless = method === 'GET' || method === 'HEAD';
    const response = await fetch(`${url}${path}`, {
      method,
      headers: given,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
      ...(bodiless ? {} : { body: body ?? '' }),
    });
    // the portal's own files are no answers
    const text = await response.text();
    return {
      status: response.status,
      body:
        response.headers.get('content-type')?.startsWith('text/html') ||
        response.headers.get('content-type')?.includes('javascript')
          ? ''
          : text,
    };
  } catch (error) {
    return { status: 0, body: String((error as Error).cause ?? error) };
  }
}
