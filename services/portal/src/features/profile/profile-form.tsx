import { Alert, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { intake } from '#api/transport.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { isoDay } from '#ui/when.tsx';
import { AimsFields, IntakeFields } from './intake-fields.tsx';
import { SchoolFields, SupportFields, TutorFields } from './other-fields.tsx';
import { documentValues, toDocument, type ProfileValues } from './profile-values.ts';

/** The profile edited from a date; running cases keep their version. */
export function ProfileForm({ profile, close }: { profile: Profile; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm<ProfileValues, Profile>({
    draft: `profile:${profile.branchCode}:${profile.version}`,
    initial: { validFrom: isoDay(1), document: documentValues(profile.document) },
    call: (values, options) =>
      intake.editProfile(
        {
          branchCode: profile.branchCode,
          revision: profile.revision,
          validFrom: values.validFrom,
          document: toDocument(values.document),
        },
        options,
      ),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('profile.save')} cancel={close} testId="profile-form">
      <Alert variant="outline" title={t('profile.runningCases')}>
        {t('profile.runningCasesText')}
      </Alert>
      <TextInput
        type="date"
        label={t('profile.validFrom')}
        maw={240}
        {...form.field('validFrom')}
      />
      <AimsFields of={form} />
      <IntakeFields of={form} />
      <SupportFields of={form} />
      <TutorFields of={form} />
      <SchoolFields of={form} />
    </FormFrame>
  );
}
