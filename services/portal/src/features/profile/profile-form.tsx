import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { partOf } from '#ui/form/form-part.ts';
import { useKatrolForm, type ValuesOf } from '#ui/form/use-form.ts';
import { isoDay } from '#ui/when.tsx';
import { ClosedFields } from './closed-fields.tsx';
import { AimsFields, IntakeFields } from './intake-fields.tsx';
import { GroupHoursFields } from './group-hours.tsx';
import { PartFields } from './part-fields.tsx';
import { school, support, tutors } from './rules.ts';

type Values = ValuesOf<typeof IntakeService.method.editProfile>;

// what only groups have is not asked of one child, and not kept
function tidied(values: Values): Values {
  const { document } = values;
  if (document.support.form !== 'one_child') return values;
  const support = { ...document.support, fixedHours: [], maximumChildren: 0 };
  return { ...values, document: { ...document, support } };
}

/** The profile edited from a date; running cases keep their version. */
export function ProfileForm({ profile, close }: { profile: Profile; close: () => void }) {
  const { t } = useTranslation();
  const { branchCode, version, revision, document } = profile;
  const form = useKatrolForm({
    rpc: IntakeService.method.editProfile,
    draft: `profile:${branchCode}:${version}`,
    initial: { branchCode, revision, validFrom: isoDay(1), document: document },
    tidy: tidied,
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('profile.save')} cancel={close} testId="profile-form">
      <Alert variant="outline" title={t('profile.runningCases')}>
        {t('profile.runningCasesText')}
      </Alert>
      <Field of={form} at="validFrom" label={t('profile.validFrom')} maw={240} />
      <AimsFields of={form} />
      <IntakeFields of={form} />
      <PartFields of={partOf(form, 'document.support')} part={support}>
        <GroupHoursFields of={partOf(form, 'document.support')} />
        <ClosedFields of={partOf(form, 'document.support')} />
      </PartFields>
      <PartFields of={partOf(form, 'document.tutors')} part={tutors} />
      <PartFields of={partOf(form, 'document.school')} part={school} />
    </FormFrame>
  );
}
