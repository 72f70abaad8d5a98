import { create, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, test } from '@jest/globals';
import { Form } from '@katrol/proto/katrol/common/v1/options_pb';
import { ConsentChangedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import {
  ContactWaySchema,
  DecideOnReferralRequestSchema,
  EditProfileRequestSchema,
  EnterReferralRequestSchema,
  ListReferralsRequestSchema,
  RecordVisitRequestSchema,
  SubmitReferralRequestSchema,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { HoldPairRequestSchema } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { SlotSchema } from '@katrol/proto/katrol/common/v1/place_pb';
import { RecordCheckRequestSchema } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { checkMessage, isIsoDate, isUuid, oneLine } from '../src/index.ts';
import { shapes } from '../src/forms.ts';

const today = '2026-11-23';
const problems = <D extends DescMessage>(desc: D, init: MessageInitShape<D>, told = false) =>
  checkMessage(desc, create(desc, init), { today, told });
const tidied = <D extends DescMessage>(desc: D, init: MessageInitShape<D>) => {
  const message = create(desc, init);
  expect(checkMessage(desc, message, { today })).toEqual([]);
  return message;
};

const referral = (more: object = {}): MessageInitShape<typeof SubmitReferralRequestSchema> => ({
  branchCode: 'oostende',
  referrer: { kind: 'parent' },
  children: [{ firstName: 'Elif' }],
  ...more,
});

describe('what a field may hold', () => {
  test('nothing wrong, nothing said; what is never absent is there, and is checked itself', () => {
    const message = tidied(EnterReferralRequestSchema, {
      referral: referral({ referrer: { kind: 'parent' } }),
    });
    expect(message.referral?.contact).toMatchObject({ familyName: '' });
    expect(problems(EnterReferralRequestSchema, {}).map(({ field }) => field)).toContain(
      'referral.children',
    );
  });

  test('the length, in characters, at its limit and over it', () => {
    expect(problems(ContactWaySchema, { familyName: 'é'.repeat(120) })).toEqual([]);
    expect(problems(ContactWaySchema, { familyName: 'é'.repeat(121) })).toEqual([
      { field: 'family_name', reason: 'VALUE_TOO_LONG' },
    ]);
  });

  // a line feed and its like, controls, what turns the direction or hides, halves of a character
  const unreadable = [
    '\n \r \t \v \f \u0085 \u2028 \u2029'.split(' '),
    '\0 \u001b \u007f \u009b'.split(' '),
    '\u202e \u202d \u202a \u2067 \u2069 \u202a\u2069 \u206e'.split(' '),
    '\u{e0041} \u{e0001} \ufff9 \uffff \ufdd0 \ud800 \ue000'.split(' '),
  ].flat();
  const named = (text: string): string =>
    [...text].map((one) => `U+${one.codePointAt(0)?.toString(16)}`).join(' ');
  const family = (familyName: string) => problems(ContactWaySchema, { familyName });

  test.each(unreadable.map((one) => [named(one), one]))('one line holds no %s', (_, one) => {
    const reason = 'VALUE_INVALID';
    expect(family(`Zzdde${one}=cmd|x`)).toEqual([{ field: 'family_name', reason }]);
    const label = { nl: `Zzdde${one}=cmd|x` };
    const profile = { document: { publicName: label } };
    expect(problems(EditProfileRequestSchema, profile)).toContainEqual({
      field: 'document.public_name.nl',
      reason,
    });
    const search = { options: { search: `Zz${one}d` } };
    expect(problems(ListReferralsRequestSchema, search)).toEqual([
      { field: 'options.search', reason },
    ]);
  });

  test('lines hold line feeds, however they were typed, and nothing else of these', () => {
    const kept = tidied(ContactWaySchema, { howToReach: 'a\r\nb\rc\u2028d\n\te' });
    expect(kept.howToReach).toBe('a\nb\nc\nd\n\te');
    const broken = ['\n', '\r', '\t', '\u2028', '\u2029', '\ue000'];
    for (const one of unreadable.filter((each) => !broken.includes(each))) {
      expect([named(one), problems(ContactWaySchema, { howToReach: `a${one}b` })]).toEqual([
        named(one),
        [{ field: 'how_to_reach', reason: 'VALUE_INVALID' }],
      ]);
    }
    // one that is closed on another line was not closed
    expect(problems(ContactWaySchema, { howToReach: 'a\u2067b\nc\u2069' })).toHaveLength(1);
  });

  test.each([
    ['Persian with a joiner that separates', 'می\u200cخواهم'],
    ['Hebrew with a mark of its direction', 'כהן\u200f (אבא)'],
    ['Arabic', 'عبد الله بن عُمر'],
    ['a name between isolates', 'mama \u2068Şükran\u2069 of papa'],
    ['emoji made of several', '👩‍👩‍👧‍👦 ❤️ 🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}'],
    ['letters of rare scripts', '𞤀𞤣𞤤𞤢𞤥 ⴰⵎⴰⵣⵉⵖ ትግርኛ'],
    ['quotes and dashes', '’t Hof – ‘De Brug’ / Sint-Niklaas'],
  ])('%s is a name', (_, name) => expect(family(name)).toEqual([]));

  test('what stands around a text, or has no width, is tidied away', () => {
    const { familyName, phone } = tidied(ContactWaySchema, {
      familyName: '\ufeff\n De\u200b Smet\u2028 ',
      phone: '\u202a+32 470 12 34 56\u202c',
    });
    expect([familyName, phone]).toEqual(['De Smet', '+32 470 12 34 56']);
  });

  test('a name that others keep becomes one readable line', () => {
    expect(oneLine(' An\n=cmd|x\u202e\u0007 \t Proef\ud800 ')).toBe('An =cmd|x Proef');
    expect(oneLine('Şükran O’Brien-Ó Néill')).toBe('Şükran O’Brien-Ó Néill');
  });

  test.each([
    ['phone', '0470 12 34 56', 'abc', 'PHONE_INVALID'],
    ['email', 'an@school.be', 'an@', 'EMAIL_INVALID'],
    ['email', "o'brien+katrol@x.school-een.be", 'a@b.be?bcc=c@d.be', 'EMAIL_INVALID'],
    ['email', 'a_b.c-d@b.xn--p1ai', 'a@b.be,c@d.be', 'EMAIL_INVALID'],
    ['email', 'A@B.BE', 'a%0abcc@b.be', 'EMAIL_INVALID'],
    ['email', 'a@b.be', 'a@b.be&body=x', 'EMAIL_INVALID'],
    ['email', 'a@b.be', '"a b"@b.be', 'EMAIL_INVALID'],
    ['email', 'a@b.be', 'An <a@b.be>', 'EMAIL_INVALID'],
    ['email', 'a@b.be', 'a@b.be\u200e', 'EMAIL_INVALID'],
    ['email', 'a@b.be', `${'a'.repeat(65)}@b.be`, 'EMAIL_INVALID'],
    ['phone', '+32 (0)59/12.34.56', '+32 470;ext=1', 'PHONE_INVALID'],
    ['phone', '059-12 34 56', '+----- (..)', 'PHONE_INVALID'],
    ['language', 'tr', 'TR', 'VALUE_UNKNOWN'],
    ['callHour', '16:30', '25:00', 'TIME_IMPOSSIBLE'],
  ])('the form of %s', (key, right, wrong, reason) => {
    expect(problems(ContactWaySchema, { [key]: right })).toEqual([]);
    expect(problems(ContactWaySchema, { [key]: wrong })).toMatchObject([{ reason }]);
  });

  test('how many items, each under its own place', () => {
    expect(problems(SubmitReferralRequestSchema, referral({ children: [] }))).toEqual([
      { field: 'children', reason: 'VALUE_MISSING' },
    ]);
    const children = Array.from({ length: 13 }, () => ({ firstName: 'Elif' }));
    expect(problems(SubmitReferralRequestSchema, referral({ children }))).toEqual([
      { field: 'children', reason: 'VALUE_OUT_OF_RANGE' },
    ]);
    const second = [{ firstName: 'Elif' }, { firstName: ' ', grade: 'L9' as never }];
    expect(problems(SubmitReferralRequestSchema, referral({ children: second }))).toEqual([
      { field: 'children[1].first_name', reason: 'VALUE_MISSING' },
      { field: 'children[1].grade', reason: 'VALUE_UNKNOWN' },
    ]);
  });

  test('a number in its range, and an end behind its beginning', () => {
    const slot = (weekday: number, fromMinute: number, untilMinute: number) =>
      problems(SlotSchema, { weekday, fromMinute, untilMinute });
    expect(slot(1, 0, 1440)).toEqual([]);
    expect(slot(7, 0, 1)).toEqual([]);
    expect(slot(0, 0, 1)).toEqual([{ field: 'weekday', reason: 'VALUE_OUT_OF_RANGE' }]);
    expect(slot(8, 0, 1)).toEqual([{ field: 'weekday', reason: 'VALUE_OUT_OF_RANGE' }]);
    for (const until of [900, 899, 1441]) {
      expect(slot(1, 900, until)).toEqual([
        { field: 'until_minute', reason: 'VALUE_OUT_OF_RANGE' },
      ]);
    }
  });

  test('a date that exists and does not lie ahead; an end that is not before its beginning', () => {
    const on = (occurredOn: string) =>
      problems(SubmitReferralRequestSchema, referral({ occurredOn }));
    expect(on(today)).toEqual([]);
    expect(on('2026-11-24')).toEqual([{ field: 'occurred_on', reason: 'DATE_IN_FUTURE' }]);
    expect(on('2026-02-30')).toEqual([{ field: 'occurred_on', reason: 'DATE_IMPOSSIBLE' }]);
    const check = (seenOn: string, validUntil: string) =>
      problems(RecordCheckRequestSchema, { tutorId: 't', seenOn, validUntil });
    expect(check('2026-11-01', '2026-11-01')).toEqual([]);
    expect(check('2026-11-02', '2026-11-01')).toEqual([
      { field: 'valid_until', reason: 'DATE_TOO_EARLY' },
    ]);
  });

  test('required when another field says so, and unless it does', () => {
    const hold = (hold: 'forbidden' | 'free') =>
      problems(HoldPairRequestSchema, { supportRequestId: 'r', tutorId: 't', hold });
    expect(hold('free')).toEqual([]);
    expect(hold('forbidden')).toEqual([{ field: 'reason', reason: 'VALUE_MISSING' }]);
    expect(problems(RecordCheckRequestSchema, { tutorId: 't' })).toEqual([
      { field: 'seen_on', reason: 'VALUE_MISSING' },
    ]);
    expect(
      problems(RecordCheckRequestSchema, {
        tutorId: 't',
        notApplicable: true,
        validUntil: '2027-01-01',
      }),
    ).toEqual([]);
    expect(
      problems(DecideOnReferralRequestSchema, { outcome: 'trajectory', familySay: 'Ja' }).map(
        ({ field }) => field,
      ),
    ).toContain('needs.children');
  });
});

describe('a message is made tidy', () => {
  test('texts trimmed and in one Unicode form', () => {
    const { familyName } = tidied(ContactWaySchema, { familyName: '  Ze\u0301  ' });
    expect(familyName).toBe('Z\u00e9');
  });
  test('a code once, and no blank items', () => {
    const visit = create(RecordVisitRequestSchema, {
      lifeDomains: ['housing', 'homework', 'housing'],
    });
    checkMessage(RecordVisitRequestSchema, visit, { today });
    expect(visit.lifeDomains).toEqual(['housing', 'homework']);
    const decision = create(DecideOnReferralRequestSchema, { exclusions: ['helped', ' '] });
    checkMessage(DecideOnReferralRequestSchema, decision, { today });
    expect(decision.exclusions).toEqual(['helped']);
  });
});

describe('what a service tells', () => {
  const told = (more: object) =>
    problems(
      ConsentChangedSchema,
      {
        familyId: '0199f0a0-0000-7000-8000-00000000aaaa',
        branchCode: 'oostende',
        purpose: 'statistics',
        occurredOn: today,
        ...more,
      },
      true,
    );
  test('names whose it is, and ids that can exist', () => {
    expect(told({})).toEqual([]);
    expect(told({ branchCode: '' })).toEqual([{ field: 'branch_code', reason: 'VALUE_MISSING' }]);
    expect(told({ familyId: 'no-id' })).toEqual([{ field: 'family_id', reason: 'VALUE_INVALID' }]);
  });
});

test('every form has its reason, but the two that take anything', () => {
  const silent = [Form.UNSPECIFIED, Form.ID, Form.OPAQUE].map(String);
  for (const [form, { reason, maxLength }] of Object.entries(shapes)) {
    expect([form, reason === '']).toEqual([form, silent.includes(form)]);
    expect(maxLength).toBeGreaterThan(0);
  }
});

test.each(['2026-02-28', '2024-02-29', '1900-01-01', '2199-12-31'])('%s is a day', (day) =>
  expect(isIsoDate(day)).toBe(true),
);
test.each(['2026-02-29', '1899-12-31', '2200-01-01', '26-01-01', '2026-1-1'])('%s is none', (day) =>
  expect(isIsoDate(day)).toBe(false),
);
test('an id is told by its shape, in either case', () => {
  expect(isUuid('0199F0A0-0000-7000-8000-00000000AAAA')).toBe(true);
  expect(isUuid('0199f0a0-0000-7000-8000-00000000aaa')).toBe(false);
});

test('an identifier has one form, made at the door; what only looks like one stays', () => {
  const id = '019AA000-0000-7000-8000-00000000ABCD';
  expect(
    tidied(HoldPairRequestSchema, { supportRequestId: ` ${id}`, tutorId: id, hold: 'pinned' }),
  ).toMatchObject({
    supportRequestId: id.toLowerCase(),
    tutorId: id.toLowerCase(),
  });
  expect(tidied(ContactWaySchema, { familyName: id })).toMatchObject({ familyName: id });
});
