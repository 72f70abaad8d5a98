import type { MessageInitShape } from '@bufbuild/protobuf';
import { isCode, type Plain } from '@katrol/contract';
import { Grade } from '@katrol/proto/katrol/common/v1/codes';
import type { ImportRequest } from '@katrol/proto/katrol/common/v1/list_pb';
import type { ReferrerKind } from '@katrol/proto/katrol/intake/v1/codes';
import { SubmitReferralRequestSchema } from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { Asked } from '@katrol/rpc';
import { isoDay, searchable } from '@katrol/runtime';
import { readLines, type ImportInput } from '@katrol/store';
import type { NewReferral } from '../domain/referral.ts';

// Headers as branches and schools write them.
const headers: Record<string, readonly string[]> = {
  occurred_on: ['datum', 'aanmeldingsdatum', 'date'],
  referrer_kind: ['soort aanmelder', 'type aanmelder'],
  referrer_name: ['aanmelder', 'naam aanmelder', 'contactpersoon'],
  referrer_organisation: ['organisatie', 'dienst', 'school aanmelder'],
  referrer_email: ['e-mail aanmelder', 'mail aanmelder'],
  referrer_phone: ['telefoon aanmelder'],
  reason: ['reden', 'reden van aanmelding', 'motivatie'],
  expectation: ['verwachting'],
  family_question: ['vraag', 'vraag gezin', 'hulpvraag', 'vraag van het gezin'],
  family_name: ['naam', 'familienaam', 'naam gezin', 'gezin', 'achternaam'],
  phone: ['telefoon', 'gsm', 'tel', 'telefoonnummer'],
  email: ['e-mail', 'mail', 'emailadres'],
  how_to_reach: ['bereikbaar', 'hoe bereiken'],
  language: ['taal', 'thuistaal'],
  child_first_name: ['voornaam', 'voornaam kind', 'kind', 'naam kind'],
  grade: ['leerjaar', 'klas'],
  school: ['school', 'school kind'],
  street_and_number: ['adres', 'straat', 'straat en nummer'],
  postal_code: ['postcode'],
  municipality: ['gemeente', 'woonplaats', 'stad'],
  family_agreed: ['gezin akkoord', 'akkoord'],
  family_informed: ['gezin ingelicht', 'ingelicht'],
};

const kindWords: Record<string, ReferrerKind> = {
  ouder: 'parent',
  gezin: 'parent',
  moeder: 'parent',
  vader: 'parent',
  zorgleerkracht: 'school',
  zorgcoordinator: 'school',
  leerkracht: 'school',
  directie: 'school',
  'sociaal huis': 'ocmw',
  'sociale dienst': 'ocmw',
  'huis van het kind': 'huis_van_het_kind',
  andere: 'other',
};

/** Which column of the file a field of the referral was read from. */
const columnOf: Record<string, string> = {
  'referrer.kind': 'referrer_kind',
  'referrer.name': 'referrer_name',
  'referrer.organisation': 'referrer_organisation',
  'referrer.email': 'referrer_email',
  'referrer.phone': 'referrer_phone',
  contact: 'phone',
  'contact.family_name': 'family_name',
  'contact.how_to_reach': 'how_to_reach',
  'contact.phone': 'phone',
  'contact.email': 'email',
  'contact.language': 'language',
  'children[0].first_name': 'child_first_name',
  'children[0].grade': 'grade',
  'children[0].school': 'school',
  'address.street_and_number': 'street_and_number',
  'address.postal_code': 'postal_code',
  'address.municipality': 'municipality',
};

// "3", "3e leerjaar", "L3", "2de kleuterklas", "1 secundair"; what is not understood stays as it
// is, to be named
function gradeOf(text: string): string {
  const words = searchable(text);
  const written = words.toUpperCase().replaceAll(' ', '');
  if (isCode(Grade, written)) return written;
  const year = /\d/.exec(words)?.[0];
  if (!year) return text;
  const school = /secundair|middelbaar|^so?\d/.test(words) ? 'S' : 'L';
  const code = `${/kleuter|^kk?\d/.test(words) ? 'K' : school}${year}`;
  return isCode(Grade, code) ? code : text;
}

const yes = (text: string): boolean =>
  ['ja', 'yes', 'oui', 'x', '1', 'true'].includes(searchable(text));

type Init = MessageInitShape<typeof SubmitReferralRequestSchema>;
type ReferrerInit = NonNullable<Init['referrer']>;

// A file that says nothing of who referred was kept by the branch: the coordinator who loads it
// brings these families in.
function referrerOf(v: Record<string, string>, loadedBy: string): ReferrerInit {
  const byBranch = v['referrer_kind'] === undefined && v['referrer_name'] === undefined;
  const name = byBranch ? loadedBy : (v['referrer_name'] ?? '');
  const said = searchable(v['referrer_kind'] ?? '');
  const unsaid = byBranch ? 'other' : 'school';
  const kind = kindWords[said] ?? (said === '' && name !== '' ? unsaid : said);
  return {
    // a word that is not understood stays as it is, to be named
    kind: kind as ReferrerKind,
    name,
    organisation: v['referrer_organisation'] ?? '',
    email: v['referrer_email'] ?? '',
    phone: v['referrer_phone'] ?? '',
  };
}

const referralOf = (branchCode: string, v: Record<string, string>, loadedBy: string): Init => ({
  branchCode,
  referrer: referrerOf(v, loadedBy),
  reason: v['reason'] ?? '',
  expectation: v['expectation'] ?? '',
  familyQuestion: v['family_question'] ?? '',
  contact: {
    familyName: v['family_name'] ?? '',
    phone: v['phone'] ?? '',
    email: v['email'] ?? '',
    howToReach: v['how_to_reach'] ?? '',
    language: (v['language'] ?? '').toLowerCase(),
  },
  children: [
    {
      firstName: v['child_first_name'] ?? '',
      grade: gradeOf(v['grade'] ?? '') as Grade,
      school: v['school'] ?? '',
    },
  ],
  priorConsent: {
    familyAgreed: yes(v['family_agreed'] ?? ''),
    familyInformed: yes(v['family_informed'] ?? ''),
  },
  occurredOn: isoDay(v['occurred_on'] ?? ''),
  address: {
    streetAndNumber: v['street_and_number'] ?? '',
    postalCode: v['postal_code'] ?? '',
    municipality: v['municipality'] ?? '',
  },
});

/** A file of referrals, as branches and schools keep them. */
export const importIn = (
  { csv, columns, ...r }: Plain<ImportRequest>,
  { today, by }: Asked,
): ImportInput<NewReferral> => ({
  ...r,
  file: readLines(
    SubmitReferralRequestSchema,
    { csv, columns },
    { headers, today, columnOf, message: (values) => referralOf(r.branchCode, values, by) },
  ),
});
