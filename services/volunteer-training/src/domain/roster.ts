import { isoDay, searchable, type Checks } from '@katrol/runtime';
import { isEmail, isLanguage, isPhone } from './tutor.ts';

// Headers as universities here write them.
export const rosterHeaders: Record<string, readonly string[]> = {
  student_number: ['studentennummer', 'stamnummer', 'studentnummer'],
  first_name: ['voornaam'],
  last_name: ['achternaam', 'familienaam', 'naam'],
  email: ['e-mail', 'mail', 'e-mailadres'],
  phone: ['telefoon', 'gsm', 'tel', 'telefoonnummer'],
  programme: ['opleiding', 'richting'],
  branch: ['werking', 'katrolwerking'],
  university: ['hogeschool', 'universiteit', 'instelling'],
  agreed_hours: ['uren', 'afgesproken uren', 'stage-uren'],
  starts_on: ['start', 'begin', 'startdatum', 'begindatum'],
  ends_on: ['einde', 'einddatum'],
  coach: ['lector', 'lector-coach', 'coach'],
  languages: ['talen', 'taal'],
  subjects: ['vakken', 'vak'],
  municipality: ['gemeente', 'woonplaats'],
};

/** A student as a line of a roster names it; codes where a code was understood. */
export type RosterStudent = {
  studentNumber: string;
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  programmeId: string;
  branchCode: string;
  universityCode: string;
  agreedHours: number;
  startsOn: string;
  endsOn: string;
  coachAccountId: string;
  languages: string[];
  subjects: string[];
  municipality: string;
};

export type Known = {
  branches: readonly string[];
  universities: readonly { code: string; name: string }[];
  programmes: readonly {
    id: string;
    universityCode: string;
    code: string;
    name: string;
    agreedHours: number;
  }[];
};

const languageWords: Record<string, string> = {
  nederlands: 'nl',
  frans: 'fr',
  engels: 'en',
  duits: 'de',
  turks: 'tr',
  arabisch: 'ar',
  berbers: 'ber',
  spaans: 'es',
  pools: 'pl',
  roemeens: 'ro',
  bulgaars: 'bg',
  oekraiens: 'uk',
  russisch: 'ru',
  pashtu: 'ps',
  dari: 'fa',
  farsi: 'fa',
  somali: 'so',
  tigrinya: 'ti',
  albanees: 'sq',
  portugees: 'pt',
  italiaans: 'it',
  koerdisch: 'ku',
};
const subjectWords: Record<string, string> = {
  lezen: 'reading',
  wiskunde: 'mathematics',
  rekenen: 'mathematics',
  talen: 'languages',
  'huiswerk plannen': 'homework_planning',
  studiekeuze: 'study_choice',
  papieren: 'papers',
  nederlands: 'dutch',
  frans: 'french',
  wetenschappen: 'sciences',
};

/** "De Katrol Sint-Niklaas", "Sint-Niklaas" or "sint-niklaas" -> the code among `codes`, or ''. */
export function branchNamed(text: string, codes: readonly string[]): string {
  const plain = searchable(text)
    .replace(/^(de )?(katrol|werking) /, '')
    .replaceAll(/[^a-z0-9]+/g, '-');
  return codes.find((c) => c === plain) ?? '';
}

const named = <T extends { code: string; name: string }>(
  text: string,
  all: readonly T[],
): T | undefined =>
  all.find(
    (x) => searchable(x.code) === searchable(text) || searchable(x.name) === searchable(text),
  );

const several = (text: string, words: Record<string, string>): string[] =>
  text
    .split(/[,/+]/)
    .map((w) => searchable(w))
    .filter((w) => w !== '')
    .map((w) => words[w] ?? w.replaceAll(/[ -]/g, '_'));

/** Checks a line and gives the student in it; every problem is named by its column. */
export function checkStudent(c: Checks, v: Record<string, string>, known: Known): RosterStudent {
  const value = (field: string): string => v[field] ?? '';
  const university = named(value('university'), known.universities);
  c.that(
    university !== undefined,
    'university',
    value('university') === '' ? 'VALUE_MISSING' : 'VALUE_UNKNOWN',
  );
  const programme = named(
    value('programme'),
    known.programmes.filter((p) => p.universityCode === university?.code),
  );
  c.that(programme !== undefined || value('programme') === '', 'programme', 'VALUE_UNKNOWN');
  const branchCode = branchNamed(value('branch'), known.branches);
  c.that(branchCode !== '', 'branch', value('branch') === '' ? 'VALUE_MISSING' : 'VALUE_UNKNOWN');
  const hours =
    value('agreed_hours') === ''
      ? (programme?.agreedHours ?? 0)
      : Number(value('agreed_hours').replace(',', '.'));
  const startsOn = c.date('starts_on', isoDay(value('starts_on')));
  const student: RosterStudent = {
    studentNumber: c.text('student_number', value('student_number'), { max: 40, required: true }),
    firstName: c.text('first_name', value('first_name'), { max: 60, required: true }),
    lastName: c.text('last_name', value('last_name'), { max: 80, required: true }),
    email: c.text('email', value('email'), { max: 254 }),
    phone: c.text('phone', value('phone'), { max: 25 }),
    programmeId: programme?.id ?? '',
    branchCode,
    universityCode: university?.code ?? '',
    agreedHours: c.number('agreed_hours', hours, { min: 0, max: 2_000 }),
    startsOn,
    endsOn: c.date('ends_on', isoDay(value('ends_on')), { notBefore: startsOn }),
    coachAccountId: c.text('coach', value('coach'), { max: 80 }),
    languages: several(value('languages'), languageWords),
    subjects: several(value('subjects'), subjectWords),
    municipality: c.text('municipality', value('municipality'), { max: 80 }),
  };
  c.that(isEmail(student.email), 'email', 'EMAIL_INVALID');
  c.that(isPhone(student.phone), 'phone', 'PHONE_INVALID');
  c.that(student.languages.every(isLanguage), 'languages', 'VALUE_UNKNOWN');
  c.that(
    student.subjects.every((s) => /^[a-z][a-z0-9_]{1,40}$/.test(s)),
    'subjects',
    'VALUE_UNKNOWN',
  );
  return student;
}
