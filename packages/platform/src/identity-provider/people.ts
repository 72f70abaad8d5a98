import type pg from 'pg';

/**
 * One invented person of the demonstration, as in people.json. `studiesAt` is the university of a
 * student tutor.
 */
export interface Person {
  subject: string;
  username: string;
  name: string;
  roles: string[];
  branches: string[];
  university: string | null;
  featured: boolean;
  tutor?: 'student' | 'volunteer';
  studiesAt?: string;
  email?: string;
  /** false once the account has ended: nobody signs in with it */
  enabled?: boolean;
}

/** The people who can sign in, as the provider's database has them. */
export interface People {
  find: (subject: string) => Promise<Person | undefined>;
  /** Whose account has ended is left out, unless everybody is asked for. */
  all: (who?: 'everybody') => Promise<Person[]>;
  /** Adds somebody, or writes anew what is known of them. */
  keep: (person: Person) => Promise<void>;
  remove: (subject: string) => Promise<void>;
}

/**
 * Puts the people of the file into the database. A person changed there since keeps the change
 * until the file itself changes for that person: so a role can be taken away from somebody while
 * everything runs.
 */
export const seedPeople = async (pool: pg.Pool, people: Person[]): Promise<People> => {
  await pool.query(
    `INSERT INTO person (subject, document, seed, place)
     SELECT (entry ->> 'subject')::uuid, entry, entry, place
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS file (entry, place)
     ON CONFLICT (subject) DO UPDATE
     SET document = excluded.document, seed = excluded.seed, place = excluded.place
     WHERE person.seed IS DISTINCT FROM excluded.seed`,
    [JSON.stringify(people)],
  );
  return {
    async find(subject) {
      if (!/^[0-9a-f-]{36}$/.test(subject)) return undefined;
      const found = await pool.query<{ document: Person }>(
        'SELECT document FROM person WHERE subject = $1',
        [subject],
      );
      return found.rows[0]?.document;
    },
    async all(who) {
      const found = await pool.query<{ document: Person }>(
        'SELECT document FROM person ORDER BY place',
      );
      return found.rows
        .map(({ document }) => document)
        .filter(({ enabled = true }) => enabled || who === 'everybody');
    },
    async keep(person) {
      await pool.query(
        `INSERT INTO person (subject, document, seed, place)
          VALUES ($1, $2, $2, (SELECT coalesce(max(place), 0) + 1 FROM person))
         ON CONFLICT (subject) DO UPDATE SET document = excluded.document`,
        [person.subject, JSON.stringify(person)],
      );
    },
    async remove(subject) {
      await pool.query('DELETE FROM person WHERE subject = $1', [subject]);
    },
  };
};
