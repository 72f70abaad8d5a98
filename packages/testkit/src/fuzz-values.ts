import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { fieldsOf, offeredCodes, type Field } from '@katrol/contract';
import { Form, Scope } from '@katrol/proto/katrol/common/v1/options_pb';
import fc from 'fast-check';

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
  '2026-02-31',
  '0000-00-00',
  '9999-12-31',
  '99999-01-01',
  '2026-11-20T25:61',
  '2026-13-01T00:00',
  '00000000-0000-0000-0000-000000000000',
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
const LEAST = -9_223_372_036_854_775_808n;
const MOST = 9_223_372_036_854_775_807n;
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

const anyText = fc.oneof(
  fc.constantFrom(...words),
  fc.uuid(),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);
const small = fc.oneof(fc.constantFrom(...numbers), fc.integer());
const long = fc.oneof(fc.constantFrom(0n, 1n, -1n, LEAST, MOST), fc.bigInt(LEAST, MOST));
const positive = small.map((n) => Math.abs(n) % 2_147_483_647);
const positiveLong = long.map((n) => (n < 0n ? -(n + 1n) : n));
const float = fc.oneof(
  fc.constantFrom(0, -1, 1e308, Number.NaN, Number.POSITIVE_INFINITY),
  fc.double(),
);

const scalars: Partial<Record<ScalarType, fc.Arbitrary<unknown>>> = {
  [ScalarType.STRING]: anyText,
  [ScalarType.BYTES]: fc.oneof(fc.constantFrom(...files), fc.uint8Array({ maxLength: 300 })),
  [ScalarType.BOOL]: fc.boolean(),
  [ScalarType.DOUBLE]: float,
  [ScalarType.FLOAT]: float,
  [ScalarType.INT64]: long,
  [ScalarType.SINT64]: long,
  [ScalarType.SFIXED64]: long,
  [ScalarType.UINT64]: positiveLong,
  [ScalarType.FIXED64]: positiveLong,
  [ScalarType.UINT32]: positive,
  [ScalarType.FIXED32]: positive,
};

// what a form is meant to hold: a request must come past the door to be worth sending
const meant: Partial<Record<Form, fc.Arbitrary<string>>> = {
  [Form.ID]: fc.oneof(fc.uuid(), fc.constant('019aa000-0000-7000-8000-000000000001')),
  [Form.DATE]: fc.constantFrom('2026-11-20', '2025-02-28', '2027-01-01'),
  [Form.DATE_TIME]: fc.constantFrom('2026-11-20T16:00', '2026-12-01T09:30'),
  [Form.TIME]: fc.constantFrom('17:00', '08:15'),
  [Form.PHONE]: fc.constant('0470 12 34 56'),
  [Form.EMAIL]: fc.constant('iemand@voorbeeld.example'),
  [Form.LANGUAGE]: fc.constantFrom('nl', 'tr', 'ber'),
  [Form.WORD]: fc.constantFrom('reading', 'income'),
  [Form.SLUG]: fc.constantFrom('oostende', 'sint-niklaas'),
};

const DEEPEST = 4;
const OFTEN = 40;

const places = fc.constantFrom('oostende', 'oostende', 'melle', 'hogent');
const plainWords = fc.constantFrom('oostende', 'Lou', 'Graag');

function scalarOf(field: Field): fc.Arbitrary<unknown> {
  const type = 'scalar' in field.desc ? field.desc.scalar : undefined;
  const any = (type && scalars[type]) ?? small;
  if (type !== ScalarType.STRING) return any;
  const codes = offeredCodes(field);
  const place = field.scope === Scope.UNSPECIFIED ? undefined : places;
  const good = codes.length > 0 ? fc.constantFrom(...codes) : (place ?? meant[field.rule.form]);
  return fc.oneof({ weight: OFTEN, arbitrary: good ?? plainWords }, { weight: 1, arbitrary: any });
}

const enumOf = (desc: DescField): fc.Arbitrary<unknown> =>
  'enum' in desc && desc.enum
    ? fc.constantFrom(...desc.enum.values.map((v) => v.number), 99, -1)
    : small;

function valueOf(field: Field, depth: number): fc.Arbitrary<unknown> {
  const { desc, inner } = field;
  const isEnum = 'enum' in desc && desc.enum !== undefined;
  const one = inner ? requestOf(inner, depth + 1) : isEnum ? enumOf(desc) : scalarOf(field);
  if (desc.fieldKind === 'list') return fc.array(one, { maxLength: 3 });
  if (desc.fieldKind !== 'map') return one;
  const keys = fc.constantFrom('nl', 'a', '__proto__x', 'constructor', '');
  return fc.dictionary(keys, one, { maxKeys: 2 });
}

/**
 * Any request of a message: each field there or not, with values that it is meant for and that
 * people, scripts and attackers send.
 */
export function requestOf(message: DescMessage, depth = 0): fc.Arbitrary<object> {
  const fields = fieldsOf(message).filter(
    ({ desc, inner }) => !desc.oneof && (depth < DEEPEST || (!inner && !('listKind' in desc))),
  );
  const often = fields.map((field) => [
    field.key,
    fc.option(valueOf(field, depth), { freq: OFTEN, nil: undefined }),
  ]);
  return fc
    .record(Object.fromEntries(often) as Record<string, fc.Arbitrary<unknown>>)
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, one]) => one !== undefined)));
}
