import { getOption, ScalarType, type DescMessage, type DescMethod } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { max_bytes as maxBytes } from '@katrol/proto/katrol/common/v1/options_pb';
import { fieldsOf, type Field } from './fields.ts';
import { isOurs, type FieldProblem } from './problem.ts';

const DEFAULT_BYTES = 65_536;
// fields that no contract knows are refused by name where they are few; many are not even built up
const MOST_UNKNOWN = 16;
const LONGEST_NAME = 40;
const LONGEST_VARINT = 10;
// who writes a field again means the last one; nobody does it often
const MOST_WRITTEN = 16;
// of JSON, wherever they stand: a whole profile has some hundreds
const MOST_VALUES = 12_000;
const DEEPEST = 32;

/** How many bytes a request of this method may take as it travels. */
export const largestRequest = (method: DescMethod): number =>
  getOption(method, maxBytes) || DEFAULT_BYTES;

/**
 * The first list of a parsed JSON request that is longer than its contract allows, or the first
 * field that it does not know: looked at before anything is built of it. Undefined when all fits.
 */
export function excessInJson(desc: DescMessage, value: unknown, at = ''): FieldProblem | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  for (const [name, one] of Object.entries(value)) {
    const field = fieldsOf(desc).find((f) => f.desc.jsonName === name || f.name === name);
    if (!field) {
      return { field: `${at}${name.slice(0, LONGEST_NAME)}`, reason: 'FIELD_UNKNOWN' };
    }
    const problem = excessInField(field, one, `${at}${field.name}`);
    if (problem) return problem;
  }
  return undefined;
}

function excessInField(field: Field, value: unknown, path: string): FieldProblem | undefined {
  const { fieldKind } = field.desc;
  if (typeof value !== 'object' || value === null) return undefined;
  const inner = field.inner && isOurs(field.inner) ? field.inner : undefined;
  if (fieldKind !== 'list' && fieldKind !== 'map') {
    return inner && excessInJson(inner, value, `${path}.`);
  }
  const items = Array.isArray(value) ? (value as unknown[]) : Object.values(value);
  if (items.length > field.maxItems) return tooMany(path);
  if (!inner) return undefined;
  for (const [i, one] of items.entries()) {
    const problem = excessInJson(inner, one, `${path}[${i}].`);
    if (problem) return problem;
  }
  return undefined;
}

const tooMany = (field: string): FieldProblem => ({ field, reason: 'VALUE_OUT_OF_RANGE' });

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENS = [0x5b, 0x7b];
const CLOSES = [0x5d, 0x7d];

/**
 * Says whether a JSON text holds more values, or values deeper inside each other, than any request:
 * read byte by byte, before a parser builds them.
 */
export function isJsonTooMuch(json: Uint8Array): boolean {
  let values = 1;
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] as number;
    if (byte === QUOTE) at = endOfString(json, at);
    else if (byte === COMMA) values += 1;
    else if (OPENS.includes(byte)) {
      values += 1;
      depth += 1;
    } else if (CLOSES.includes(byte)) depth -= 1;
    if (values > MOST_VALUES || depth > DEEPEST) return true;
  }
  return false;
}

function endOfString(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}

/**
 * The same of a request in protobuf's binary form. Throws what protobuf's reader throws where the
 * bytes are no message.
 */
export function excessOnWire(desc: DescMessage, bytes: Uint8Array): FieldProblem | undefined {
  const reader = new BinaryReader(bytes);
  return excessUpTo(reader, bytes.length, desc, '');
}

function excessUpTo(
  reader: BinaryReader,
  end: number,
  desc: DescMessage,
  at: string,
): FieldProblem | undefined {
  const seen = new Map<Field | undefined, number>();
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    const field = fieldsOf(desc).find((f) => f.desc.number === number);
    const path = field ? `${at}${field.name}` : `${at}#${number}`;
    const count = (seen.get(field) ?? 0) + itemsOf(reader, field, type);
    seen.set(field, count);
    if (count > mostOf(field))
      return field ? tooMany(path) : { field: path, reason: 'FIELD_UNKNOWN' };
    const inner = field?.inner && isOurs(field.inner) ? field.inner : undefined;
    if (!inner || type !== WireType.LengthDelimited) {
      reader.skip(type, number);
      continue;
    }
    const innerEnd = reader.uint32() + reader.pos;
    const problem =
      field?.desc.fieldKind === 'map'
        ? excessInEntry(reader, innerEnd, inner, path)
        : excessUpTo(reader, innerEnd, inner, `${path}.`);
    if (problem) return problem;
  }
  return undefined;
}

/** An entry of a map: its key is field 1, its value field 2. */
function excessInEntry(
  reader: BinaryReader,
  end: number,
  inner: DescMessage,
  path: string,
): FieldProblem | undefined {
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    if (number !== 2 || type !== WireType.LengthDelimited) {
      reader.skip(type, number);
      continue;
    }
    const problem = excessUpTo(reader, reader.uint32() + reader.pos, inner, `${path}.`);
    if (problem) return problem;
  }
  return undefined;
}

/** Of a message that comes more than once the parts are put together: its lists would be, too. */
function mostOf(field: Field | undefined): number {
  if (!field) return MOST_UNKNOWN;
  if (field.desc.fieldKind === 'list' || field.desc.fieldKind === 'map') return field.maxItems;
  return field.inner ? 1 : MOST_WRITTEN;
}

// numbers of a list travel packed: how many there are at least follows from their length
function itemsOf(reader: BinaryReader, field: Field | undefined, type: WireType): number {
  if (type !== WireType.LengthDelimited || field?.desc.fieldKind !== 'list') return 1;
  const { desc } = field;
  if (desc.listKind === 'message') return 1;
  if (desc.listKind === 'scalar' && [ScalarType.STRING, ScalarType.BYTES].includes(desc.scalar)) {
    return 1;
  }
  const start = reader.pos;
  const length = reader.uint32();
  reader.pos = start;
  return Math.ceil(length / LONGEST_VARINT);
}
