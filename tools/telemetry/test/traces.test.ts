import { expect, test } from '@jest/globals';
import { patternOf, unreviewed } from '../src/names.ts';
import type { Span } from '../src/otlp.ts';
import { flowProblem, orphans } from '../src/traces.ts';
import { decode } from '../src/wire.ts';

// What the checks are made of finds what is planted.
const begun = { traceId: 't', spanId: 'browser' };
const span = (
  spanId: string,
  parentSpanId: string,
  service: string,
  name: string,
  kind = 1,
): Span =>
  ({
    traceId: 't',
    spanId,
    parentSpanId,
    name,
    kind,
    resource: { 'service.name': service },
    attributes: {},
    links: [],
  }) as unknown as Span;
const whole = [
  span('door', 'browser', 'gateway', 'POST /api/x', 2),
  span('calling', 'door', 'gateway', 'grpc.x/KeepTutor', 3),
  span('command', 'calling', 'volunteer-training', 'grpc.x/KeepTutor', 2),
  span('row', 'command', 'volunteer-training', 'INSERT outbox', 3),
  span('effect', 'command', 'matching', 'process katrol.volunteer_training.v1.TutorChanged', 5),
  span('kept', 'effect', 'matching', 'INSERT tutor', 3),
];

test('a whole flow is whole; without any one of its spans it is not', () => {
  expect(flowProblem(whole, begun)).toBe(undefined);
  for (const { spanId } of whole)
    expect(
      flowProblem(
        whole.filter((s) => s.spanId !== spanId),
        begun,
      ),
    ).toContain(`no ${spanId} `);
});

test('an effect under another command is not the effect of this one', () => {
  const elsewhere = whole.map((s) => (s.spanId === 'effect' ? { ...s, parentSpanId: 'door' } : s));
  expect(flowProblem(elsewhere, begun)).toContain('no effect');
});

test('a span without its parent is found; what a browser began is none', () => {
  expect(orphans(whole, new Set(['browser']))).toEqual([]);
  expect(orphans(whole, new Set()).map((s) => s.spanId)).toEqual(['door']);
  expect(
    orphans(
      whole.filter((s) => s.spanId !== 'command'),
      new Set(['browser']),
    ).map((s) => s.spanId),
  ).toEqual(['row', 'effect']);
});

test('a name or a key that nobody reviewed is found', () => {
  const list = {
    resource: ['service.name'],
    spans: { 'server {http.request.method}': ['http.route'] },
    metrics: {},
    logs: {},
  };
  expect(patternOf('POST /api/x', { 'http.request.method': 'POST', 'http.route': '/api/x' })).toBe(
    '{http.request.method} {http.route}',
  );
  expect(unreviewed(list, list)).toEqual([]);
  expect(
    unreviewed(
      {
        ...list,
        spans: { 'server {http.request.method}': ['http.route', 'url.query'] },
        metrics: { 'x s gauge': [] },
        logs: { bug: [], 'Vergeten belde': [] },
        resource: ['host.name'],
      },
      list,
    ),
  ).toEqual([
    'spans server {http.request.method}: url.query',
    'metrics x s gauge',
    'logs Vergeten belde',
    'resource host.name',
  ]);
});

test('protobuf is read as it is written; what is cut off is refused', () => {
  const bytes = Buffer.from(
    '0a03616263' +
      '1096' +
      '01' +
      '22020102' +
      '290000000000000840' +
      '3a100100000000000000' +
      '0200000000000000',
    'hex',
  );
  const shape = {
    1: ['text', 'string'],
    2: ['number', 'varint'],
    4: ['bytes', 'bytes'],
    5: ['double', 'double'],
    7: ['packed', 'fixed64', 'repeated'],
  } as const;
  expect(decode(shape, bytes)).toEqual({
    text: 'abc',
    number: 150,
    bytes: '0102',
    double: 3,
    packed: [1n, 2n],
  });
  expect(() => decode(shape, bytes.subarray(0, -3))).toThrow('cut off');
});
