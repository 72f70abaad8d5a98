import { createHash, randomUUID } from 'node:crypto';
import { branchOf, nameOf } from '@katrol/events';
import { isIsoDate, isoDay, searchable } from '@katrol/runtime';
import {
  newImportLine,
  problemsOf,
  readCsv,
  withValues,
  type CsvFile,
  type ImportInput,
  type ImportLine,
  type ImportResult,
} from '@katrol/store';
import type { Profile } from '../domain/profile.ts';
import { grades, referrerKinds, type ReferrerKind } from '../domain/profile.ts';
import { receive, type NewReferral } from '../domain/referral.ts';
import type { IntakeCall } from '../store/client.ts';
import { likelyDuplicates } from '../store/families.ts';
import { profileOn } from '../store/profiles.ts';
import { findImported, referralsOfImport, removeImported } from '../store/referrals.ts';
import { keepReferral } from './receive-referral.ts';

type None = Record<string, never>;

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
  parent: 'parent',
  school: 'school',
  clb: 'clb',
  ocmw: 'ocmw',
  'sociaal huis': 'ocmw',
  'huis van het kind': 'huis_van_het_kind',
  andere: 'other',
  other: 'other',
  zorgleerkracht: 'school',
  zorgcoordinator: 'school',
  leerkracht: 'school',
  directie: 'school',
  'sociale dienst': 'ocmw',
  moeder: 'parent',
  vader: 'parent',
};

/** "3", "3e leerjaar", "L3", "2de kleuterklas", "1 secundair" -> a grade code; what is not understood stays as it is. */
export function gradeCode(text: string): string {
  const plain = searchable(text);
  const upper = plain.toUpperCase().replaceAll(' ', '');
  if ((grades as readonly string[]).includes(upper)) return upper;
  const year = /\d/.exec(plain)?.[0];
  if (!year) return text.trim();
  const code =
    (/kleuter|^kk?\d/.test(plain) ? 'K' : /secundair|middelbaar|^so?\d/.test(plain) ? 'S' : 'L') +
    year;
  return (grades as readonly string[]).includes(code) ? code : text.trim();
}

const yes = (text: string | undefined): boolean =>
  ['ja', 'yes', 'oui', 'x', '1', 'true'].includes(searchable(text ?? ''));

// A file that says nothing of who referred was kept by the branch: the coordinator who loads it brings these families in.
function toReferral(branchCode: string, v: Record<string, string>, loadedBy: string): NewReferral {
  const kind = searchable(v['referrer_kind'] ?? '');
  const known = (referrerKinds as readonly string[]).includes(kind)
    ? (kind as ReferrerKind)
    : kindWords[kind];
  const byBranch = v['referrer_kind'] === undefined && v['referrer_name'] === undefined;
  const name = byBranch ? loadedBy : (v['referrer_name'] ?? '');
  // a word that is not understood stays as it is, to be named
  const asWritten = (kind === '' && name !== '' ? (byBranch ? 'other' : 'school') : kind) as
    | ReferrerKind
    | '';
  return {
    branchCode,
    referrer: {
      kind: known ?? asWritten,
      name,
      organisation: v['referrer_organisation'] ?? '',
      email: v['referrer_email'] ?? '',
      phone: v['referrer_phone'] ?? '',
    },
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
        grade: gradeCode(v['grade'] ?? ''),
        school: v['school'] ?? '',
      },
    ],
    priorConsent: {
      familyAgreed: yes(v['family_agreed']),
      familyInformed: yes(v['family_informed']),
    },
    occurredOn: isoDay(v['occurred_on'] ?? ''),
    address: {
      streetAndNumber: v['street_and_number'] ?? '',
      postalCode: v['postal_code'] ?? '',
      municipality: v['municipality'] ?? '',
    },
  };
}

const hashOf = (values: Record<string, string>): string =>
  createHash('sha256')
    .update(
      JSON.stringify(
        Object.keys(values)
          .sort()
          .map((k) => [k, values[k]]),
      ),
    )
    .digest('hex');

/**
 * Loads a CSV of referrals: one outcome a line, good lines kept, bad ones named with field and reason; a line that was loaded before
 * changes nothing. A preview writes nothing.
 */
export async function importReferrals(
  _deps: None,
  call: IntakeCall,
  input: ImportInput,
): Promise<ImportResult> {
  const branchCode = branchOf(call, input.branchCode);
  const file = readCsv(input.csv, headers, input.columns);
  const profile = await profileOn(call.tx, branchCode, call.today);
  const known = await findImported(
    call.tx,
    branchCode,
    file.rows.map((r) => hashOf(r.values)),
  );
  const importId = randomUUID();
  const lines: ImportLine[] = [];
  for (const row of file.rows) {
    const line = await importLine(call, {
      row,
      profile,
      known,
      importId,
      input: { ...input, branchCode },
    });
    if (line.outcome === 'created' || line.outcome === 'unchanged')
      known.set(hashOf(row.values), line.id);
    lines.push(line);
  }
  return { lines, columns: file.columns, unknownColumns: file.unknownColumns, importId };
}

type LineWork = {
  row: CsvFile['rows'][number];
  profile: Profile;
  known: Map<string, string>;
  importId: string;
  input: ImportInput;
};

async function importLine(call: IntakeCall, w: LineWork): Promise<ImportLine> {
  const hash = hashOf(w.row.values);
  const referral = toReferral(w.input.branchCode, w.row.values, nameOf(call.principal));
  const [child] = referral.children;
  const line = newImportLine(
    w.row.line,
    [child?.firstName, referral.contact.familyName, child?.school].filter((x) => x).join(', '),
  );
  if (w.input.skipLines.includes(w.row.line)) return { ...line, outcome: 'skipped' };
  if (w.known.has(hash)) return { ...line, outcome: 'unchanged', id: w.known.get(hash) ?? '' };
  const problems = problemsOf(() => receive(referral, w.profile.document, call.today));
  if (problems.length > 0)
    return { ...line, outcome: 'refused', problems: withValues(problems, w.row.values, columnOf) };
  if (w.input.preview) {
    const likely = await likelyDuplicates(
      call.tx,
      w.input.branchCode,
      referral.contact,
      referral.children,
    );
    return { ...line, likelyDuplicates: likely.map((d) => d.familyId) };
  }
  // the version that holds on the day of the referral
  const profile = isIsoDate(referral.occurredOn)
    ? await profileOn(call.tx, w.input.branchCode, referral.occurredOn)
    : w.profile;
  const received = await keepReferral(call, profile, referral, {
    imported: { importId: w.importId, importHash: hash },
  });
  return { ...line, id: received.referralId };
}

const columnOf: Record<string, string> = {
  'referrer.kind': 'referrer_kind',
  'referrer.name': 'referrer_name',
  'referrer.email': 'referrer_email',
  'referrer.phone': 'referrer_phone',
  contact: 'phone',
  'contact.phone': 'phone',
  'contact.email': 'email',
  'contact.language': 'language',
  'children[0].first_name': 'child_first_name',
  'children[0].grade': 'grade',
  'children[0].school': 'school',
};

/** Takes a load back: lines nobody worked on since; the others stay and say so. */
export async function undoReferralImport(
  _deps: None,
  call: IntakeCall,
  input: { branchCode: string; importId: string },
): Promise<ImportLine[]> {
  const rows = await referralsOfImport(call.tx, branchOf(call, input.branchCode), input.importId);
  const lines: ImportLine[] = [];
  for (const [i, row] of rows.entries()) {
    const line: ImportLine = { ...newImportLine(i + 1, ''), outcome: 'updated', id: row.id };
    if (row.revision > 1)
      lines.push({
        ...line,
        outcome: 'refused',
        problems: [{ field: 'status', reason: 'WORKED_ON_SINCE', value: row.status }],
      });
    else {
      await removeImported(call.tx, row);
      lines.push(line);
    }
  }
  return lines;
}
