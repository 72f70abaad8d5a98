import type { Plain } from '@katrol/contract';
import type { ImportRequest } from '@katrol/proto/katrol/common/v1/list_pb';
import { RosterLineSchema } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import type { Asked } from '@katrol/rpc';
import { isoDay, searchable } from '@katrol/runtime';
import { readLines } from '@katrol/store';
import type { RosterInput } from '../operations/import-roster.ts';

// Headers as universities here write them.
const headers: Record<string, readonly string[]> = {
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

const several = (text: string, words: Record<string, string>): string[] =>
  text
    .split(/[,/+]/)
    .map((w) => searchable(w))
    .filter((w) => w !== '')
    .map((w) => words[w] ?? w.replaceAll(/[ -]/g, '_'));

function message(v: Record<string, string>) {
  const value = (field: string): string => v[field] ?? '';
  return {
    studentNumber: value('student_number'),
    firstName: value('first_name'),
    lastName: value('last_name'),
    email: value('email'),
    phone: value('phone'),
    agreedHours: Number(value('agreed_hours').replace(',', '.')),
    startsOn: isoDay(value('starts_on')),
    endsOn: isoDay(value('ends_on')),
    coach: value('coach'),
    languages: several(value('languages'), languageWords),
    subjects: several(value('subjects'), subjectWords),
    municipality: value('municipality'),
  };
}

/** A roster, as universities and branches keep them. */
export const rosterIn = (
  { csv, columns, ...r }: Plain<ImportRequest>,
  { today }: Asked,
): RosterInput => ({
  ...r,
  file: readLines(RosterLineSchema, { csv, columns }, { headers, message, today }),
});
