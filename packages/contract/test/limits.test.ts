import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, test } from '@jest/globals';
import { ImportRequestSchema } from '@katrol/proto/katrol/common/v1/list_pb';
import { SubmitReferralRequestSchema } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import {
  checkMessage,
  excessInJson,
  excessOnWire,
  isJsonTooMuch,
  largestRequest,
} from '../src/index.ts';

const submit = SubmitReferralRequestSchema;
const onWire = (init: MessageInitShape<typeof submit>) =>
  excessOnWire(submit, toBinary(submit, create(submit, init)));
const children = (count: number) => Array.from({ length: count }, () => ({}));

describe('how much a request may hold, before anything is built of it', () => {
  test('each method says its bytes, or has the ordinary limit', () => {
    expect(largestRequest(IntakeService.method.submitReferral)).toBe(65_536);
    expect(largestRequest(IntakeService.method.editProfile)).toBe(262_144);
  });

  test('a list just at its limit is taken, one more is not: as JSON and on the wire', () => {
    expect(excessInJson(submit, { children: children(12) })).toBeUndefined();
    expect(onWire({ children: children(12) })).toBeUndefined();
    const tooMany = { field: 'children', reason: 'VALUE_OUT_OF_RANGE' };
    expect(excessInJson(submit, { children: children(13) })).toEqual(tooMany);
    expect(onWire({ children: children(13) })).toEqual(tooMany);
  });

  test('a list that says no limit has the ordinary one', () => {
    const columns = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'x']));
    expect(excessInJson(ImportRequestSchema, { columns: columns(200) })).toBeUndefined();
    expect(excessInJson(ImportRequestSchema, { columns: columns(201) })).toMatchObject({
      field: 'columns',
    });
  });

  test('lists of a message that comes twice are put together, so it comes once', () => {
    const once = toBinary(submit, create(submit, { referrer: { name: 'An' } }));
    expect(excessOnWire(submit, once)).toBeUndefined();
    expect(excessOnWire(submit, Buffer.concat([once, once]))).toEqual({
      field: 'referrer',
      reason: 'VALUE_OUT_OF_RANGE',
    });
  });

  test('numbers that travel packed are counted too', () => {
    const packed = (bytes: number) =>
      new BinaryWriter()
        .tag(6, WireType.LengthDelimited)
        .bytes(new Uint8Array(bytes).fill(1))
        .finish();
    expect(excessOnWire(ImportRequestSchema, packed(5_000))).toBeUndefined();
    expect(excessOnWire(ImportRequestSchema, packed(50_001))).toMatchObject({
      field: 'skip_lines',
    });
  });

  test('values of JSON are counted before they are parsed, those in texts are not', () => {
    const tooMuch = (text: string) => isJsonTooMuch(Buffer.from(text));
    expect(tooMuch(`[${'{},'.repeat(5_000)}{}]`)).toBe(false);
    expect(tooMuch(`[${'{},'.repeat(6_000)}{}]`)).toBe(true);
    expect(tooMuch(JSON.stringify({ text: ',[{"\\'.repeat(20_000) }))).toBe(false);
    expect(tooMuch('['.repeat(33))).toBe(true);
    expect(tooMuch(JSON.stringify(Array.from({ length: 5_000 }, () => [[[]]])))).toBe(true);
  });

  test('what nobody knows is named in a few letters, however long its name', () => {
    expect(excessInJson(submit, { ['x'.repeat(3_900_000)]: 1 })).toEqual({
      field: 'x'.repeat(40),
      reason: 'FIELD_UNKNOWN',
    });
    const unknown = new BinaryWriter();
    for (let i = 0; i < 17; i++) unknown.tag(900, WireType.Varint).uint32(1);
    expect(excessOnWire(submit, unknown.finish())).toMatchObject({ reason: 'FIELD_UNKNOWN' });
  });

  test('of many problems the first fifty are told', () => {
    const filled = create(submit, {
      children: Array.from({ length: 12 }, () => ({ firstName: 'x'.repeat(9_000) })),
      reason: 'x'.repeat(5_000),
    });
    const some = checkMessage(submit, filled, { today: '2026-11-20' });
    expect(some.length).toBeGreaterThan(3);
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`k${i}`, 'x'.repeat(900)]),
    );
    const columns = create(ImportRequestSchema, { columns: many });
    expect(checkMessage(ImportRequestSchema, columns, { today: '2026-11-20' })).toHaveLength(50);
  });
});
