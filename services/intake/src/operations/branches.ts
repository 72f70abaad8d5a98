import type { Plain } from '@katrol/contract';
import type {
  GetProfileRequest,
  OpenBranchRequest,
  EditProfileRequest,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { Profile as ContractProfile } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { Checks, expectRevision, taken } from '@katrol/runtime';
import { presets } from '../domain/presets.ts';
import { checkProfile, type Branch, type Profile } from '../domain/profile.ts';
import { facts } from '../facts.ts';
import type { IntakeCall } from '../store/client.ts';
import { languagesOfForm } from '../store/family-words.ts';
import {
  addBranch,
  findBranch,
  listBranches,
  loadBranch,
  newestProfile,
  profileOn,
  profileVersion,
  profileVersions,
  saveProfile,
} from '../store/profiles.ts';

/** Opens a branch with a preset as its first profile. Refuses CODE_TAKEN: one that is there stays. */
export async function openBranch(
  call: IntakeCall,
  { branch, preset }: Plain<OpenBranchRequest>,
): Promise<Branch> {
  if (await findBranch(call.tx, branch.code)) throw taken('branch.code', 'CODE_TAKEN');
  await addBranch(call.tx, branch);
  if (preset === '') return branch;
  const { code: branchCode, validFrom } = branch;
  call.tell(facts.branchOpened, { branchCode, validFrom });
  const document = presets[preset];
  await keepVersion(call, { branchCode, version: 1, validFrom, preset, document });
  return branch;
}

async function keepVersion(
  call: IntakeCall,
  p: Omit<Profile, 'editedBy' | 'recordedAt'>,
): Promise<void> {
  await saveProfile(call.tx, { ...p, editedBy: call.by, recordedAt: call.now });
  const { branchCode, version, validFrom, document } = p;
  call.tell(facts.profileChanged, { branchCode, version, validFrom, document });
}

export const allBranches = ({ tx }: IntakeCall): Promise<Branch[]> => listBranches(tx);

/**
 * What the public referral form shows: the branch, its words, whom a family meets. Nothing about
 * families.
 */
export const referralForm = async (
  { tx, today }: IntakeCall,
  branchCode: string,
): Promise<{ branch: Branch; profile: Profile; languages: string[] }> => ({
  branch: await loadBranch(tx, branchCode),
  profile: await profileOn(tx, branchCode, today),
  languages: await languagesOfForm(tx, branchCode),
});

/** The profile that holds on a day, or one version; its revision is the number of the newest. */
export async function getProfile(
  { tx, today }: IntakeCall,
  { branchCode, on, version }: Plain<GetProfileRequest>,
): Promise<Plain<ContractProfile>> {
  const profile =
    version > 0
      ? await profileVersion(tx, branchCode, version)
      : await profileOn(tx, branchCode, on || today);
  return { ...profile, revision: (await newestProfile(tx, branchCode)).version };
}

/** Newest first. */
export const listProfileVersions = async (
  { tx }: IntakeCall,
  branchCode: string,
): Promise<Plain<ContractProfile>[]> =>
  (await profileVersions(tx, branchCode)).map((p) => ({ ...p, revision: p.version }));

export const listPresets = async (): Promise<typeof presets> => presets;

/** A new version that holds from a day, today at the earliest; running cases keep theirs. */
export async function editProfile(
  call: IntakeCall,
  { branchCode, validFrom, document, revision }: Plain<EditProfileRequest>,
): Promise<Plain<ContractProfile>> {
  checkProfile(document);
  const others = (await listBranches(call.tx)).map(({ code }) => code);
  new Checks('document.tutors.')
    .among(
      'towns_together',
      document.tutors.townsTogether,
      others.filter((code) => code !== branchCode),
    )
    .done();
  const newest = await newestProfile(call.tx, branchCode);
  expectRevision(revision, newest.version);
  const version = newest.version + 1;
  const { preset } = newest;
  await keepVersion(call, { branchCode, version, validFrom, preset, document });
  return { ...(await profileVersion(call.tx, branchCode, version)), revision: version };
}
