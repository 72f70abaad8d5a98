import { Checkbox, Fieldset, NativeSelect, NumberInput, SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TRAININGS, useChoices } from '#ui/codes.ts';
import { Ticks } from '#ui/form/ticks.tsx';
import type { KatrolForm } from '#ui/form/use-form.ts';
import type { ProfileValues } from './profile-values.ts';

type Of = { of: KatrolForm<ProfileValues> };

function Amount({ of, path, label }: Of & { path: string; label: string }) {
  return <NumberInput label={label} min={0} hideControls {...of.field(`document.${path}`)} />;
}

export function SupportFields({ of }: Of) {
  const { t } = useTranslation();
  const choices = useChoices();
  const { support } = of.form.values.document;
  return (
    <Fieldset legend={t('profile.support')}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }}>
          <NativeSelect
            label={t('profile.lengthUnit')}
            data={choices('lengthUnit', [1, 2, 3, 4])}
            value={String(support.lengthUnit)}
            onChange={(event) =>
              of.form.setFieldValue(
                'document.support.lengthUnit' as never,
                Number(event.currentTarget.value) as never,
              )
            }
          />
          {Number(support.lengthUnit) === 4 ? null : (
            <Amount of={of} path="support.length" label={t('profile.length')} />
          )}
          <Amount of={of} path="support.minimumSessions" label={t('profile.minimum')} />
          <Amount of={of} path="support.sessionsAWeek" label={t('profile.aWeek')} />
          <Amount of={of} path="support.sessionMinutes" label={t('profile.minutes')} />
          <Amount of={of} path="support.quietDays" label={t('profile.quietDays')} />
          <NativeSelect
            label={t('profile.form')}
            data={choices('supportForm', [1, 2, 3])}
            value={String(support.form)}
            onChange={(event) =>
              of.form.setFieldValue(
                'document.support.form' as never,
                Number(event.currentTarget.value) as never,
              )
            }
          />
          <NativeSelect
            label={t('profile.parentPresent')}
            data={choices('parentPresent', ['expected', 'welcome', 'separate'])}
            {...of.field('document.support.parentPresent')}
          />
          <NativeSelect
            label={t('profile.anchor')}
            data={choices('anchor', ['coordinator', 'coach', 'care_teacher'])}
            {...of.field('document.support.anchor')}
          />
        </SimpleGrid>
        <Ticks
          label={t('profile.places')}
          list="place"
          codes={[1, 2, 3, 4]}
          value={support.places}
          onChange={(value) =>
            of.form.setFieldValue('document.support.places' as never, value.map(Number) as never)
          }
          field="document.support.places"
        />
        <Checkbox
          label={t('profile.untilHelp')}
          {...of.check('document.support.untilSpecialisedHelp')}
        />
      </Stack>
    </Fieldset>
  );
}

export function TutorFields({ of }: Of) {
  const { t } = useTranslation();
  const { tutors } = of.form.values.document;
  const set = (key: string) => (value: string[]) =>
    of.form.setFieldValue(`document.tutors.${key}` as never, value as never);
  return (
    <Fieldset legend={t('profile.tutors')}>
      <Stack>
        <Ticks
          label={t('profile.kinds')}
          list="tutorKind"
          codes={['student', 'volunteer']}
          value={tutors.kinds}
          onChange={set('kinds')}
          field="document.tutors.kinds"
        />
        <Checkbox
          label={t('profile.checkRequired')}
          {...of.check('document.tutors.checkRequired')}
        />
        <Ticks
          label={t('profile.requiredTrainings')}
          list="training"
          codes={TRAININGS}
          value={tutors.requiredTrainings}
          onChange={set('requiredTrainings')}
          field="document.tutors.requiredTrainings"
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Amount of={of} path="tutors.checkValidityMonths" label={t('profile.checkMonths')} />
          <Amount of={of} path="tutors.radiusMetres" label={t('profile.radiusMetres')} />
          <Amount of={of} path="tutors.maximumFamilies" label={t('profile.maximumFamilies')} />
          <Amount of={of} path="tutors.intervisionWeeks" label={t('profile.intervisionWeeks')} />
        </SimpleGrid>
      </Stack>
    </Fieldset>
  );
}

export function SchoolFields({ of }: Of) {
  const { t } = useTranslation();
  const choices = useChoices();
  return (
    <Fieldset legend={t('profile.school')}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <NativeSelect
            label={t('profile.contactPolicy')}
            data={choices('contactPolicy', [
              'none',
              'mediated',
              'report',
              'folder',
              'named_contact',
            ])}
            {...of.field('document.school.contactPolicy')}
          />
          <Amount of={of} path="school.consultationsAYear" label={t('profile.consultations')} />
        </SimpleGrid>
        <Checkbox
          label={t('profile.parentsApprove')}
          {...of.check('document.school.parentsApprove')}
        />
        <Checkbox label={t('profile.returnMoment')} {...of.check('document.school.returnMoment')} />
      </Stack>
    </Fieldset>
  );
}
