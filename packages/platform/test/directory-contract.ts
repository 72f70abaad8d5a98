import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { openDirectory } from '@katrol/identity/directory';
import type { Directory } from '@katrol/identity/directory';
import type { Role } from '@katrol/identity';

type Where = Parameters<typeof openDirectory>[0];

/** What the directory of people promises, whatever identity provider stands behind it. */
export const describeDirectory = (name: string, where: () => Where): void => {
  describe(`the directory of people, on ${name}`, () => {
    let kept: Directory | undefined;
    const directory = (): Directory => (kept ??= openDirectory(where()));
    const mark = randomBytes(4).toString('hex');
    const invitation = (n: number) => ({
      username: `ward.${mark}${n}`,
      name: `Ward Van den ${mark}${n}`,
      email: `ward.${mark}${n}@voorbeeld.example`,
      roles: ['coordinator' as const],
      branches: ['oostende', 'bredene'],
      university: undefined,
    });

    test('who is invited is found, by any part of name or address, with all they may', async () => {
      const { person, oneTimePassword } = await directory().invite(invitation(1));
      expect(oneTimePassword.length).toBeGreaterThanOrEqual(20);
      expect(person).toEqual({
        subject: person.subject,
        enabled: true,
        ...invitation(1),
        branches: ['bredene', 'oostende'],
      });
      expect(await directory().find(person.subject)).toEqual(person);
      for (const search of [mark, `ward ${mark}1`, `en ${mark}`, `${mark}1@voorbeeld`]) {
        expect([search, (await directory().list({ search, first: 0, max: 10 })).people]).toEqual([
          search,
          [person],
        ]);
      }
      expect(await directory().list({ search: `niemand ${mark}`, first: 0, max: 10 })).toEqual({
        people: [],
        total: 0,
      });
    });

    test('a name or address that is taken or is none is refused with its field', async () => {
      await expect(directory().invite(invitation(1))).rejects.toMatchObject({
        code: 'already_exists',
        reason: 'PERSON_EXISTS',
      });
      await expect(
        directory().invite({ ...invitation(2), email: invitation(1).email }),
      ).rejects.toMatchObject({
        reason: 'PERSON_EXISTS',
        fields: [{ field: 'email', reason: 'PERSON_EXISTS' }],
      });
      await expect(
        directory().invite({ ...invitation(2), email: 'geen adres' }),
      ).rejects.toMatchObject({
        code: 'invalid_argument',
        reason: 'PERSON_INVALID',
        fields: [{ field: 'email', reason: 'PERSON_INVALID' }],
      });
      expect((await directory().list({ search: `${mark}2`, first: 0, max: 10 })).total).toBe(0);
    });

    test('pages hold everybody once, by username', async () => {
      for (const n of [3, 4, 5]) await directory().invite(invitation(n));
      const pages = await Promise.all(
        [0, 2].map((first) => directory().list({ search: mark, first, max: 2 })),
      );
      expect(pages.flatMap(({ people }) => people.map((p) => p.username))).toEqual(
        [1, 3, 4, 5].map((n) => invitation(n).username),
      );
      expect(pages.map(({ total }) => total)).toEqual([4, 4]);
    });

    test('what a person may is set whole, and again changes nothing', async () => {
      const {
        people: [person],
      } = await directory().list({ search: `${mark}3`, first: 0, max: 1 });
      const subject = person?.subject ?? '';
      const access = {
        roles: ['lecturer-coach' as const, 'placement-officer' as const],
        branches: [],
        university: 'hogent',
      };
      const changed = await directory().setAccess(subject, access);
      expect(changed).toEqual({ ...person, ...access });
      expect(await directory().setAccess(subject, access)).toEqual(changed);
    });

    test('those of a university with a role are found, nobody else and no ended one', async () => {
      const university = `school-${mark}`;
      const at = (n: number, role: Role, name: string, code = university) => ({
        ...invitation(n),
        name,
        roles: [role],
        branches: [],
        university: code,
      });
      const [noor, ann, ended] = [
        await directory().invite(at(6, 'lecturer-coach', `Noor ${mark}`)),
        await directory().invite(at(7, 'lecturer-coach', `Ann ${mark}`)),
        await directory().invite(at(8, 'lecturer-coach', `Bea ${mark}`)),
      ].map(({ person }) => person);
      await directory().invite(at(9, 'placement-officer', `Cas ${mark}`));
      await directory().invite(at(10, 'lecturer-coach', `Dré ${mark}`, `${university}-two`));
      await directory().end(ended?.subject ?? '');
      expect(await directory().ofUniversity(university, 'lecturer-coach')).toEqual([ann, noor]);
      expect(await directory().ofUniversity('', 'lecturer-coach')).toEqual([]);
      expect(
        await directory().ofUniversity(`${university} branches:oostende`, 'lecturer-coach'),
      ).toEqual([]);
    });

    test('an account ends, and again is harmless; nobody knows a stranger', async () => {
      const {
        people: [person],
      } = await directory().list({ search: `${mark}4`, first: 0, max: 1 });
      const subject = person?.subject ?? '';
      expect((await directory().renewPassword(subject)).length).toBeGreaterThanOrEqual(20);
      await directory().endSessions(subject);
      expect(await directory().find(subject)).toEqual(person);
      await directory().end(subject);
      await directory().end(subject);
      expect(await directory().find(subject)).toEqual({ ...person, enabled: false });
      const stranger = '00000000-0000-4000-8000-000000000000';
      expect(await directory().find(stranger)).toBeUndefined();
      const nothing = { roles: [], branches: [], university: undefined };
      for (const ask of [
        () => directory().setAccess(stranger, nothing),
        () => directory().renewPassword(stranger),
        () => directory().end(stranger),
        () => directory().endSessions(stranger),
      ]) {
        await expect(ask()).rejects.toMatchObject({ code: 'not_found', reason: 'PERSON_UNKNOWN' });
      }
    });

    test('a directory that does not answer, or not to us, is said to be away', async () => {
      const wrong = openDirectory({ ...where(), clientSecret: 'guess' });
      await expect(wrong.find('x')).rejects.toMatchObject({
        code: 'unavailable',
        reason: 'DIRECTORY_AWAY',
      });
      const nowhere = openDirectory({ ...where(), tokenUrl: 'http://127.0.0.1:1/token' });
      await expect(nowhere.list({ search: '', first: 0, max: 1 })).rejects.toMatchObject({
        code: 'unavailable',
        reason: 'DIRECTORY_AWAY',
      });
    });
  });
};
