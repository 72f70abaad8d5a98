/** Reads protobuf without generated code: a message is described by its field numbers. */
type Kind =
  | 'bytes'
  | 'string'
  | 'varint'
  | 'bool'
  | 'fixed64'
  | 'fixed32'
  | 'double'
  | 'sfixed64'
  | Shape;
type Field = readonly [name: string, kind: Kind, repeated?: 'repeated'];
/** field number -> name, kind, repeated */
export interface Shape {
  readonly [field: number]: Field;
}
export type Decoded = Record<string, unknown>;

class Reader {
  #at = 0;
  readonly #bytes: Buffer;
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }
  get more(): boolean {
    return this.#at < this.#bytes.length;
  }
  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error('protobuf: cut off inside a varint');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
  }
  take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new Error('protobuf: cut off inside a field');
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }
  /** the raw value of a field of this wire type */
  raw(wireType: number): bigint | Buffer {
    if (wireType === 0) return this.varint();
    if (wireType === 1) return this.take(8);
    if (wireType === 5) return this.take(4);
    if (wireType === 2) return this.take(Number(this.varint()));
    throw new Error(`protobuf: wire type ${wireType}`);
  }
}

function valueOf(kind: Kind, raw: bigint | Buffer): unknown {
  if (typeof raw === 'bigint') return kind === 'bool' ? raw === 1n : Number(BigInt.asIntN(64, raw));
  if (typeof kind === 'object') return decode(kind, raw);
  if (kind === 'string') return raw.toString('utf8');
  if (kind === 'bytes') return raw.toString('hex');
  if (kind === 'double') return raw.readDoubleLE();
  if (kind === 'fixed32') return raw.readUInt32LE();
  if (kind === 'sfixed64') return Number(raw.readBigInt64LE());
  return raw.readBigUInt64LE();
}

// numbers in a row, without their field numbers
function packed(kind: Kind, raw: Buffer): unknown[] {
  return Array.from({ length: raw.length / 8 }, (_, i) =>
    valueOf(kind, raw.subarray(i * 8, i * 8 + 8)),
  );
}

/**
 * Decodes a message of this shape; fields it does not name are passed over. Throws on what is no
 * protobuf.
 */
export function decode(shape: Shape, bytes: Buffer): Decoded {
  const reader = new Reader(bytes);
  const message: Decoded = {};
  for (const [name, , repeated] of Object.values(shape) as Field[])
    if (repeated) message[name] = [];
  while (reader.more) {
    const tag = Number(reader.varint());
    const raw = reader.raw(tag & 7);
    const field = shape[tag >> 3];
    if (!field) continue;
    const [name, kind, repeated] = field;
    const isPacked = repeated && (kind === 'fixed64' || kind === 'double') && (tag & 7) === 2;
    if (isPacked) (message[name] as unknown[]).push(...packed(kind, raw as Buffer));
    else if (repeated) (message[name] as unknown[]).push(valueOf(kind, raw));
    else message[name] = valueOf(kind, raw);
  }
  return message;
}
