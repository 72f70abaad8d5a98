import { randomUUID } from 'node:crypto';
import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type { UndoImportRequest } from '@katrol/proto/katrol/intake/v1/messages_pb';
import {
  newImportLine,
  problemsOf,
  type ImportInput,
  type ImportLine,
  type ImportResult,
  type ReadLine,
} from '@katrol/store';
import type { Profile } from '../domain/profile.ts';
import { receive, type NewReferral } from '../domain/referral.ts';
import { facts } from '../facts.ts';
import type { IntakeCall } from '../store/client.ts';
import { likelyDuplicates } from '../store/families.ts';
import { profileOn } from '../store/profiles.ts';
import { findImported, referralsOfImport, removeImported } from '../store/referrals.ts';
import { keepReferral } from './receive-referral.ts';

/** What a line of a file of referrals may still be named by. */
type Import = Omit<ImportInput<NewReferral>, 'file'> & {
  profile: Profile;
  /** hash -> the referral that came with it */
  known: Map<string, string>;
  importId: string;
};

/**
 * Loads a file of referrals: one outcome a line, good lines kept, bad ones named with field and
 * reason; a line that was loaded before changes nothing. A preview writes nothing.
 */
export async function importReferrals(
  call: IntakeCall,
  { file, ...input }: ImportInput<NewReferral>,
): Promise<ImportResult> {
  const branchCode = branchOf(call, input.branchCode);
  const hashes = file.lines.map((line) => line.hash);
  const work: Import = {
    ...input,
    branchCode,
    profile: await profileOn(call.tx, branchCode, call.today),
    known: await findImported(call.tx, branchCode, hashes),
    importId: randomUUID(),
  };
  const lines: ImportLine[] = [];
  for (const read of file.lines) {
    const line = await importLine(call, read, work);
    const there = line.outcome === 'created' || line.outcome === 'unchanged';
    if (there) work.known.set(read.hash, line.id);
    lines.push(line);
  }
  const { columns, unknownColumns } = file;
  return { lines, columns, unknownColumns, importId: work.importId };
}

async function importLine(
  call: IntakeCall,
  read: ReadLine<NewReferral>,
  w: Import,
): Promise<ImportLine> {
  const referral = { ...read.value, branchCode: w.branchCode };
  const [child] = referral.children;
  const { familyName } = referral.contact;
  const label = [child?.firstName, familyName, child?.school].filter((part) => part).join(', ');
  const line = newImportLine(read.line, label);
  if (w.skipLines.includes(read.line)) return { ...line, outcome: 'skipped' };
  const id = w.known.get(read.hash);
  if (id !== undefined) return { ...line, outcome: 'unchanged', id };
  const problems = problemsOf(read, () => receive(referral, w.profile.document, call.today));
  if (problems.length > 0) return { ...line, outcome: 'refused', problems: read.named(problems) };
  return w.preview
    ? { ...line, likelyDuplicates: await likelyFamilies(call, referral) }
    : { ...line, id: await keepLine(call, referral, { ...w, importHash: read.hash }) };
}

async function likelyFamilies({ tx }: IntakeCall, r: NewReferral): Promise<string[]> {
  const likely = await likelyDuplicates(tx, r.branchCode, r.contact, r.children);
  return likely.map((family) => family.familyId);
}

// under the profile that holds on the day of the referral
async function keepLine(
  call: IntakeCall,
  referral: NewReferral,
  { profile: today, importId, importHash }: Import & { importHash: string },
): Promise<string> {
  const { occurredOn, branchCode } = referral;
  const profile = occurredOn === '' ? today : await profileOn(call.tx, branchCode, occurredOn);
  const imported = { importId, importHash };
  return (await keepReferral(call, profile, referral, { imported })).referralId;
}

/** Takes a load back: lines nobody worked on since; the others stay and say so. */
export async function undoReferralImport(
  call: IntakeCall,
  { branchCode, importId }: Plain<UndoImportRequest>,
): Promise<ImportLine[]> {
  const rows = await referralsOfImport(call.tx, branchOf(call, branchCode), importId);
  const lines: ImportLine[] = [];
  for (const [i, row] of rows.entries()) {
    const line: ImportLine = { ...newImportLine(i + 1), id: row.id };
    if (row.revision > 1) {
      const problem = { field: 'status', reason: 'WORKED_ON_SINCE', value: row.status };
      lines.push({ ...line, outcome: 'refused', problems: [problem] });
    } else {
      await removeImported(call.tx, row);
      call.audit(row.familyId, row.branchCode);
      const { id: referralId, familyId, branchCode: at } = row;
      const told = { referralId, familyId, branchCode: at, occurredOn: call.today };
      call.tell(facts.referralTakenBack, told);
      lines.push({ ...line, outcome: 'updated' });
    }
  }
  return lines;
}
