import type { DescField, DescMessage, DescMethod } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { checkMessage, largestRequest } from '@katrol/contract';
import { readable } from '@katrol/rpc';

/** What a request may cost whoever reads it, whatever it holds. */
const MOST_MS = 20;
const MOST_MB = 32;

type Cost = { what: string; ms: number; mb: number };
const TRIES = 4;

/**
 * What `work` costs: time on this thread and heap. What is too dear is tried again: a noisy machine,
 * or a collection of rubbish, may be the reason.
 */
export function costOf(what: string, work: () => unknown): Cost {
  let cost = { ms: Infinity, mb: Infinity };
  for (let tried = 0; tried < TRIES && isTooDear(cost); tried += 1) {
    const heap = process.memoryUsage().heapUsed;
    const since = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(since);
    const mb = (process.memoryUsage().heapUsed - heap) / 2 ** 20;
    cost = { ms: Math.min(cost.ms, (user + system) / 1_000), mb: Math.min(cost.mb, mb) };
  }
  return { what, ...cost };
}

const isTooDear = ({ ms, mb }: Omit<Cost, 'what'>): boolean => ms > MOST_MS || mb > MOST_MB;

/** The requests that cost more than they may. */
export const tooDear = (costs: readonly Cost[]): string[] =>
  costs
    .filter(isTooDear)
    .map(({ what, ms, mb }) => `${what}: ${ms.toFixed(1)} ms, ${mb.toFixed(1)} MB`);

/**
 * The dearest requests of a method that its limit on bytes lets in, in protobuf's form, read and
 * checked as a service does.
 */
export function costsOnWire(method: DescMethod): Cost[] {
  const largest = largestRequest(method);
  return [...wireOf(method.input, largest)].map(([what, bytes]) =>
    costOf(`${method.name} ${what}`, () => {
      const message = readable(method, bytes);
      if ('$typeName' in message) checkMessage(method.input, message, { today: '2026-11-20' });
    }),
  );
}

function* wireOf(desc: DescMessage, largest: number): Generator<[string, Uint8Array]> {
  yield ['unknown fields', filled(largest, (w) => w.tag(900, WireType.Varint).uint32(1))];
  yield ['nested groups', filled(largest, (w) => w.tag(900, WireType.StartGroup))];
  for (const field of desc.fields) {
    yield [field.name, filled(largest, (w) => emptyOf(field, w))];
    const { message: inner } = field as { message?: DescMessage };
    for (const deeper of inner?.fields ?? []) {
      const bytes = filled(largest - 8, (w) => emptyOf(deeper, w));
      const w = new BinaryWriter().tag(field.number, WireType.LengthDelimited);
      yield [`${field.name}.${deeper.name}`, w.bytes(bytes).finish()];
    }
  }
}

const emptyOf = (field: DescField, w: BinaryWriter): BinaryWriter =>
  field.fieldKind === 'scalar' || (field.fieldKind === 'list' && field.listKind === 'scalar')
    ? scalarOf(field, w)
    : w.tag(field.number, WireType.LengthDelimited).bytes(new Uint8Array());

function scalarOf(field: DescField, w: BinaryWriter): BinaryWriter {
  const isText = 'scalar' in field && [9, 12].includes(field.scalar as number);
  return isText
    ? w.tag(field.number, WireType.LengthDelimited).bytes(new Uint8Array())
    : w.tag(field.number, WireType.Varint).uint32(1);
}

function filled(largest: number, one: (w: BinaryWriter) => BinaryWriter): Uint8Array {
  const piece = one(new BinaryWriter()).finish();
  const times = Math.floor(largest / piece.length);
  const bytes = new Uint8Array(times * piece.length);
  for (let at = 0; at < bytes.length; at += piece.length) bytes.set(piece, at);
  return bytes;
}

/** The same as JSON, as it comes to the door. */
export function* jsonAtTheLimit(method: DescMethod): Generator<[string, Buffer]> {
  const largest = largestRequest(method);
  const list = (name: string, item: string): string => {
    const times = Math.floor((largest - name.length - 8) / (item.length + 1));
    return `{"${name}":[${Array.from({ length: times }, () => item).join()}]}`;
  };
  const keys = Array.from({ length: Math.floor(largest / 12) }, (_, i) => `"k${i}":1`).join();
  yield ['unknown keys', Buffer.from(`{${keys}}`.slice(0, largest))];
  yield ['one long key', Buffer.from(`{"${'k'.repeat(largest - 8)}":1}`)];
  yield ['open brackets', Buffer.from(`{"x":${'['.repeat(largest - 6)}`)];
  for (const { jsonName, message: inner } of method.input.fields as (DescField & {
    message?: DescMessage;
  })[]) {
    for (const item of ['{}', '""', '0', '[]']) yield [jsonName, Buffer.from(list(jsonName, item))];
    for (const deeper of inner?.fields ?? []) {
      const within = list(deeper.jsonName, '{}').slice(0, -jsonName.length - 12);
      yield [`${jsonName}.${deeper.jsonName}`, Buffer.from(`{"${jsonName}":${within}]}}`)];
    }
  }
}
