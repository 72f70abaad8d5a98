import { describe, expect, test } from '@jest/globals';
import { differencesOf, sameName, taken } from './difference.ts';
import { checkSame, doublesOf, likelySame, mergedFields, strictest } from './merge.ts';
import { movedFrom } from './moved.ts';
import type { Address, Contact, NewChild, Referral } from './referral.ts';
import type { Refusal } from '@katrol/runtime';

type File = Parameters<typeof likelySame>[0];
const contact = (more: Partial<Contact> = {}): Contact =>
  ({
    familyName: 'Demir',
    phone: '0470 12 34 56',
    email: '',
    howToReach: '',
    language: 'tr',
    callHour: '',
    ...more,
  }) as Contact;
const address = (more: Partial<Address> = {}): Address => ({
  streetAndNumber: 'Kaai 12',
  postalCode: '8400',
  municipality: 'Oostende',
  ...more,
});
const child = (id: string, firstName: string, more: object = {}): File['children'][number] =>
  ({ id, firstName, grade: 'L3', school: 'De Regenboog', ...more }) as File['children'][number];
const file: File = {
  contact: contact(),
  address: address(),
  children: [child('c-1', 'Elif'), child('c-2', 'Ali')],
};

describe('what a later referral says otherwise', () => {
  const offered = (more: Partial<Parameters<typeof differencesOf>[1]>) =>
    differencesOf(file, { contact: contact(), address: address(), children: [], ...more });

  test('the same, and what it leaves open, say nothing', () => {
    expect(offered({})).toEqual([]);
    expect(offered({ contact: contact({ phone: '', language: '' }) })).toEqual([]);
    expect(offered({ address: { streetAndNumber: '', postalCode: '', municipality: '' } })).toEqual(
      [],
    );
  });

  test('each field by its name, with what is known and what is offered', () => {
    const other = {
      familyName: 'Demirci',
      phone: '0471',
      email: 'a@b.be',
      howToReach: 'via school',
      language: 'ku',
      callHour: '18:00',
    } as Contact;
    const moved = { streetAndNumber: 'Dijk 3', postalCode: '9000', municipality: 'Gent' };
    expect(offered({ contact: other, address: moved }).map((d) => d.field)).toEqual([
      'contact.familyName',
      'contact.phone',
      'contact.email',
      'contact.howToReach',
      'contact.language',
      'contact.callHour',
      'address.streetAndNumber',
      'address.postalCode',
      'address.municipality',
    ]);
    expect(offered({ contact: contact({ phone: '0471' }) })).toEqual([
      { field: 'contact.phone', childId: '', known: '0470 12 34 56', offered: '0471' },
    ]);
  });

  test('a child is the one of that first name; one that is not known yet differs from nobody', () => {
    const children = [
      { firstName: ' elif ', grade: 'L4', school: 'De Regenboog' },
      { firstName: 'Noor', grade: 'K1', school: 'Elders' },
    ] as NewChild[];
    expect(offered({ children })).toEqual([
      { field: 'child.grade', childId: 'c-1', known: 'L3', offered: 'L4' },
    ]);
    expect(sameName('Elif', 'ELIF ')).toBe(true);
    expect(sameName('Elif', 'Eli')).toBe(false);
  });

  test('what is taken over changes its own field and its own child, and nothing else', () => {
    const after = taken(file, [
      { field: 'contact.phone', childId: '', known: '', offered: '0471' },
      { field: 'address.municipality', childId: '', known: '', offered: 'Gent' },
      { field: 'child.grade', childId: 'c-2', known: 'L3', offered: 'L4' },
    ]);
    expect(after).toEqual({
      contact: contact({ phone: '0471' }),
      address: address({ municipality: 'Gent' }),
      children: [child('c-1', 'Elif'), child('c-2', 'Ali', { grade: 'L4' })],
    });
  });
});

describe('two files that become one', () => {
  test('show the fields that they do not say alike, the kept one’s first', () => {
    const other = {
      ...file,
      contact: contact({ phone: '', email: 'a@b.be' }),
      address: address({ postalCode: '9000' }),
    };
    expect(mergedFields(file, other)).toEqual([
      { field: 'contact.email', kept: '', other: 'a@b.be' },
      { field: 'address.postalCode', kept: '8400', other: '9000' },
    ]);
    expect(mergedFields(file, file)).toEqual([]);
  });

  const other: File = { ...file, children: [child('d-1', 'ALI'), child('d-2', 'Noor')] };
  const refused = (...same: [string, string][]): string[] => {
    try {
      const pairs = same.map(([childId, sameAsChildId]) => ({ childId, sameAsChildId }));
      checkSame(file, other, pairs);
      return [];
    } catch (error) {
      return (error as Refusal).fields.map((p) => `${p.field} ${p.reason}`);
    }
  };

  test('a child of the same first name is likely the same', () => {
    expect(likelySame(file, other)).toEqual([{ childId: 'd-1', sameAsChildId: 'c-2' }]);
  });

  test('a child is of its file, and of one other child alone', () => {
    expect(refused(['d-1', 'c-2'], ['d-2', 'c-1'])).toEqual([]);
    expect(refused(['c-1', 'd-1'])).toEqual([
      'same_children[0].child_id VALUE_UNKNOWN',
      'same_children[0].same_as_child_id VALUE_UNKNOWN',
    ]);
    expect(refused(['d-1', 'c-2'], ['d-1', 'c-1'])).toEqual([
      'same_children[1].child_id VALUE_UNKNOWN',
    ]);
    expect(refused(['d-1', 'c-2'], ['d-2', 'c-2'])).toEqual([
      'same_children[1].same_as_child_id VALUE_UNKNOWN',
    ]);
  });

  test('a question that is asked already is a double, unless somebody decided on it', () => {
    const referrals = (...statuses: Referral['status'][]): Referral[] =>
      statuses.map((status) => ({ status }) as Referral);
    const others = referrals('submitted', 'visited', 'waiting', 'trajectory', 'finished');
    const doubles = (...kept: Referral['status'][]): string[] =>
      doublesOf(referrals(...kept), others).map(({ status }) => status);
    expect(doubles('moved', 'visit_planned')).toEqual(['submitted', 'visited']);
    expect(doubles('moved', 'finished')).toEqual([]);
    expect(doubles()).toEqual([]);
  });

  test.each([
    [true, true, true],
    [true, false, false],
    [false, true, false],
    [undefined, true, true],
    [true, undefined, true],
    [false, undefined, false],
    [undefined, undefined, false],
  ])('the strictest holds: %s and %s are %s', (kept, theirs, after) => {
    expect(strictest('registration', [kept, theirs])).toEqual({
      purpose: 'registration',
      kept: kept ?? false,
      other: theirs ?? false,
      after,
    });
  });
});

describe('a family that moved', () => {
  const moved = (after: Partial<Address>, before: Partial<Address> = {}): boolean =>
    movedFrom(address(before), address(after));

  test('lives in another street, town or postal code', () => {
    expect(moved({ streetAndNumber: 'Dijk 12' })).toBe(true);
    expect(moved({ postalCode: '8401' })).toBe(true);
    expect(moved({ municipality: 'Bredene' })).toBe(true);
  });

  test('not where the number was put right, or the street written otherwise', () => {
    expect(moved({})).toBe(false);
    expect(moved({ streetAndNumber: 'kaai 14 bus 2' })).toBe(false);
    expect(moved({ streetAndNumber: 'Kaai' })).toBe(false);
  });

  test('not where nobody knew before where it lived', () => {
    expect(moved({}, { postalCode: '' })).toBe(false);
    expect(moved({ streetAndNumber: 'Dijk 3' }, { streetAndNumber: '' })).toBe(false);
  });
});
