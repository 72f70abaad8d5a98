import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Preset } from '@katrol/proto/katrol/intake/v1/codes';
import type {
  ListProfilePresetsResponseSchema,
  ReferralFormSchema,
  SubmitReferralResponseSchema,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { Branch, Profile, ProfileDocument } from '../domain/profile.ts';

/** What anybody may see of a branch and how it works. */
export const referralFormOut = ({
  branch,
  profile: { document },
  languages,
}: {
  branch: Branch;
  profile: Profile;
  languages: string[];
}): MessageInitShape<typeof ReferralFormSchema> => ({
  ...document,
  branch,
  referrers: document.intake.referrers,
  priorConsentAndInformation: document.intake.priorConsentAndInformation,
  languages,
});

/** What the sender of the public form is told: a name for it, never its id. */
export const receiptOut = ({
  referralId,
  ...received
}: {
  referralId: string;
  consentAwaited: boolean;
  anchorName: string;
  anchorPhone: string;
}): MessageInitShape<typeof SubmitReferralResponseSchema> => ({
  ...received,
  receipt: referralId.slice(-8),
});

export const presetsOut = (
  presets: Record<Preset, ProfileDocument>,
): MessageInitShape<typeof ListProfilePresetsResponseSchema> => ({
  presets: Object.entries(presets).map(([code, document]) => ({ code: code as Preset, document })),
});
