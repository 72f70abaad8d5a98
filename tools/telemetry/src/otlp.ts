import { decode, type Decoded, type Shape } from './wire.ts';

// The parts of opentelemetry-proto 1.x that the checks look at.
const anyValue: Record<number, readonly [string, unknown, 'repeated'?]> = {
  1: ['string', 'string'],
  2: ['bool', 'bool'],
  3: ['int', 'varint'],
  4: ['double', 'double'],
  7: ['bytes', 'bytes'],
};
anyValue[5] = ['array', { 1: ['values', anyValue, 'repeated'] }];
const attribute = { 1: ['key', 'string'], 2: ['value', anyValue] };
const attributes = ['attributes', attribute, 'repeated'];
const resource = { 1: attributes };
const scope = { 1: ['name', 'string'], 2: ['version', 'string'] };
const envelope = (items: string, item: unknown) =>
  ({
    1: [
      'resources',
      {
        1: ['resource', resource],
        2: ['scopes', { 1: ['scope', scope], 2: [items, item, 'repeated'] }, 'repeated'],
      },
      'repeated',
    ],
  }) as unknown as Shape;

const span = {
  1: ['traceId', 'bytes'],
  2: ['spanId', 'bytes'],
  4: ['parentSpanId', 'bytes'],
  5: ['name', 'string'],
  6: ['kind', 'varint'],
  7: ['start', 'fixed64'],
  8: ['end', 'fixed64'],
  9: attributes,
  11: ['events', { 2: ['name', 'string'], 3: attributes }, 'repeated'],
  13: ['links', { 1: ['traceId', 'bytes'], 2: ['spanId', 'bytes'], 4: attributes }, 'repeated'],
  15: ['status', { 2: ['message', 'string'], 3: ['code', 'varint'] }],
};
const number = {
  7: attributes,
  3: ['time', 'fixed64'],
  4: ['double', 'double'],
  6: ['int', 'sfixed64'],
};
const histogram = {
  9: attributes,
  3: ['time', 'fixed64'],
  4: ['count', 'fixed64'],
  5: ['sum', 'double'],
  6: ['buckets', 'fixed64', 'repeated'],
  7: ['bounds', 'double', 'repeated'],
  11: ['min', 'double'],
  12: ['max', 'double'],
};
const metric = {
  1: ['name', 'string'],
  3: ['unit', 'string'],
  5: ['gauge', { 1: ['points', number, 'repeated'] }],
  7: ['sum', { 1: ['points', number, 'repeated'], 3: ['monotonic', 'bool'] }],
  9: ['histogram', { 1: ['points', histogram, 'repeated'] }],
};
const log = {
  1: ['time', 'fixed64'],
  2: ['severity', 'varint'],
  3: ['severityText', 'string'],
  5: ['body', anyValue],
  6: attributes,
  9: ['traceId', 'bytes'],
  10: ['spanId', 'bytes'],
};

export type Attributes = Record<string, unknown>;
type Origin = { resource: Attributes; scope: string };
export type Span = Origin & {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer */
  kind: number;
  /** ns since 1970 */
  start: bigint;
  end: bigint;
  attributes: Attributes;
  events: { name: string; attributes: Attributes }[];
  links: { traceId: string; spanId: string; attributes: Attributes }[];
  /** 0 unset, 1 ok, 2 error */
  status: number;
  statusMessage: string;
};
type Point = {
  attributes: Attributes;
  time: bigint;
  value: number;
  count: number;
  max: number;
};
export type Metric = Origin & {
  name: string;
  unit: string;
  kind: 'gauge' | 'sum' | 'histogram';
  monotonic: boolean;
  points: Point[];
};
export type LogRecord = Origin & {
  time: bigint;
  severityText: string;
  body: string;
  traceId: string;
  spanId: string;
  attributes: Attributes;
};

type Pair = { key: string; value?: Decoded };
const plain = (value: Decoded | undefined): unknown => {
  if (!value) return '';
  const [found] = Object.values(value);
  return typeof found === 'object' && found !== null && 'values' in found
    ? (found.values as Decoded[]).map(plain)
    : found;
};
const named = (pairs: unknown): Attributes =>
  Object.fromEntries(((pairs ?? []) as Pair[]).map((p) => [p.key, plain(p.value)]));

type Scope = Decoded & { scope?: { name: string } };
function* items(shape: Shape, body: Buffer, of: string): Generator<[Decoded, Origin]> {
  for (const r of decode(shape, body)['resources'] as (Decoded & { resource?: Decoded })[]) {
    for (const s of r['scopes'] as Scope[]) {
      for (const item of s[of] as Decoded[])
        yield [item, { resource: named(r.resource?.['attributes']), scope: s.scope?.name ?? '' }];
    }
  }
}

export const decodeSpans = (body: Buffer): Span[] =>
  [...items(envelope('spans', span), body, 'spans')].map(([s, origin]) => {
    const status = (s['status'] ?? {}) as { code?: number; message?: string };
    const nested = (list: unknown): Decoded[] =>
      (list as Decoded[]).map((one) => ({ ...one, attributes: named(one['attributes']) }));
    return {
      parentSpanId: '',
      kind: 0,
      ...s,
      ...origin,
      attributes: named(s['attributes']),
      events: nested(s['events']),
      links: nested(s['links']),
      status: status.code ?? 0,
      statusMessage: status.message ?? '',
    } as unknown as Span;
  });

export const decodeMetrics = (body: Buffer): Metric[] =>
  [...items(envelope('metrics', metric), body, 'metrics')].flatMap(([m, origin]) => {
    const kind = (['gauge', 'sum', 'histogram'] as const).find((k) => m[k]);
    if (!kind) return [];
    const data = m[kind] as { points: Decoded[]; monotonic?: boolean };
    const points = data.points.map((p) => ({
      attributes: named(p['attributes']),
      time: (p['time'] ?? 0n) as bigint,
      count: Number(p['count'] ?? 0),
      max: Number(p['max'] ?? Number.NaN),
      value: Number(p['double'] ?? p['int'] ?? p['sum'] ?? 0),
    }));
    return [
      {
        ...origin,
        name: String(m['name']),
        unit: String(m['unit'] ?? ''),
        kind,
        monotonic: data.monotonic ?? false,
        points,
      },
    ];
  });

export const decodeLogs = (body: Buffer): LogRecord[] =>
  [...items(envelope('records', log), body, 'records')].map(([l, origin]) => ({
    ...origin,
    time: (l['time'] ?? 0n) as bigint,
    severityText: String(l['severityText'] ?? ''),
    body: String(plain(l['body'] as Decoded)),
    traceId: String(l['traceId'] ?? ''),
    spanId: String(l['spanId'] ?? ''),
    attributes: named(l['attributes']),
  }));
