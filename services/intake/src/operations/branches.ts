import { nameOf } from '@katrol/events';
import { BranchOpenedSchema, ProfileChangedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { Checks, notFound, stale } from '@katrol/runtime';
import { presets } from '../domain/presets.ts';
import { checkProfile, type Profile, type ProfileDocument } from '../domain/profile.ts';
import type { IntakeCall } from '../store/client.ts';
import {
  findBranch,
  listBranches,
  loadBranch,
  profileOn,
  profileVersion,
  profileVersions,
  saveBranch,
  saveProfile,
  type Branch,
} from '../store/profiles.ts';
import { documentOut } from '../wire/profile.ts';

type None = Record<string, never>;

/** Opens a branch with a preset as its first profile; a branch that is there gets its changed facts and keeps its profile. */
export async function openBranch(
  _deps: None,
  call: IntakeCall,
  input: { branch: Branch; preset: string },
): Promise<Branch> {
  const c = new Checks();
  c.that(/^[a-z][a-z0-9-]{1,60}$/.test(input.branch.code), 'branch.code', 'VALUE_INVALID');
  c.text('branch.name', input.branch.name, { required: true, max: 120 });
  c.date('branch.valid_from', input.branch.validFrom, { required: true });
  c.date('branch.valid_until', input.branch.validUntil);
  c.code('preset', input.preset, Object.keys(presets), true);
  c.done();
  const known = await findBranch(call.tx, input.branch.code);
  await saveBranch(call.tx, input.branch);
  if (known) return input.branch;
  call.tell(
    BranchOpenedSchema,
    { branchCode: input.branch.code, validFrom: input.branch.validFrom },
    input.branch.code,
  );
  const document = presets[input.preset] as ProfileDocument;
  await keepVersion(call, {
    branchCode: input.branch.code,
    version: 1,
    validFrom: input.branch.validFrom,
    preset: input.preset,
    document,
  });
  return input.branch;
}

async function keepVersion(
  call: IntakeCall,
  p: Omit<Profile, 'editedBy' | 'recordedAt'>,
): Promise<Profile> {
  const profile = { ...p, editedBy: nameOf(call.principal), recordedAt: call.now };
  await saveProfile(call.tx, profile);
  const { branchCode, version, validFrom } = profile;
  call.tell(
    ProfileChangedSchema,
    { branchCode, version, validFrom, document: documentOut(profile.document) },
    branchCode,
  );
  return profile;
}

export const allBranches = (_deps: None, call: IntakeCall): Promise<Branch[]> =>
  listBranches(call.tx);

/** What the public referral form shows: the branch, its words, whom a family meets. Nothing about families. */
export async function referralForm(
  _deps: None,
  call: IntakeCall,
  branchCode: string,
): Promise<{ branch: Branch; profile: Profile }> {
  return {
    branch: await loadBranch(call.tx, branchCode),
    profile: await profileOn(call.tx, branchCode, call.today),
  };
}

/** The profile that holds on a day, or one version. Anyone who works in the branch may read it. */
export async function getProfile(
  _deps: None,
  call: IntakeCall,
  input: { branchCode: string; on: string; version: number },
): Promise<Profile & { revision: number }> {
  expectOwnBranch(call, input.branchCode);
  const checks = new Checks();
  checks.date('on', input.on);
  checks.done();
  const profile =
    input.version > 0
      ? await profileVersion(call.tx, input.branchCode, input.version)
      : await profileOn(call.tx, input.branchCode, input.on || call.today);
  const [newest] = await profileVersions(call.tx, input.branchCode);
  return { ...profile, revision: newest?.version ?? profile.version };
}

const expectOwnBranch = (call: IntakeCall, branchCode: string): void => {
  if (
    call.principal.kind === 'person' &&
    !call.principal.branches.includes(branchCode) &&
    !call.principal.roles.includes('operator')
  ) {
    throw notFound('branch_code');
  }
};

export async function listProfileVersions(
  _deps: None,
  call: IntakeCall,
  branchCode: string,
): Promise<Profile[]> {
  expectOwnBranch(call, branchCode);
  return await profileVersions(call.tx, branchCode);
}

export const listPresets = async (): Promise<Record<string, ProfileDocument>> => presets;

/** A new version that holds from a day, today at the earliest; running cases keep theirs. */
export async function editProfile(
  _deps: None,
  call: IntakeCall,
  input: { branchCode: string; validFrom: string; document: ProfileDocument; revision: number },
): Promise<Profile & { revision: number }> {
  checkProfile(input.document);
  const c = new Checks();
  c.date('valid_from', input.validFrom, { required: true, notBefore: call.today });
  c.done();
  const [newest] = await profileVersions(call.tx, input.branchCode);
  if (!newest) throw notFound('branch_code');
  if (newest.version !== input.revision) throw stale(newest.version);
  const version = newest.version + 1;
  const { branchCode, validFrom, document } = input;
  const profile = await keepVersion(call, {
    branchCode,
    version,
    validFrom,
    preset: newest.preset,
    document,
  });
  return { ...profile, revision: version };
}
