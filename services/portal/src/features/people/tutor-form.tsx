import { Fieldset, SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Tutor } from '@katrol/proto/katrol/volunteer_training/v1/json';
import { VolunteerTrainingService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { CellFields } from '#ui/form/cell.tsx';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import type { FormPart } from '#ui/form/form-part.ts';
import { Slots } from '#ui/form/slots.tsx';
import { useKatrolForm, type ValuesOf } from '#ui/form/use-form.ts';

const { keepTutor } = VolunteerTrainingService.method;
type Props = { branchCode: string; tutor?: Tutor; done: (tutor: Tutor) => void };
type Of = { of: FormPart<ValuesOf<typeof keepTutor>> };

/** A tutor: who, when, what, where. Most of it may stay empty. */
export function TutorForm({ branchCode, tutor, done }: Props) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: keepTutor,
    draft: `tutor:${tutor?.id ?? `new-${branchCode}`}`,
    initial: {
      tutor: {
        kind: 'student',
        languages: ['nl'],
        placeKinds: ['home'],
        active: true,
        ...tutor,
        branchCode,
        reachMetres: tutor?.reachMetres || 5000,
        maximumFamilies: tutor?.maximumFamilies || 1,
      },
    },
    done,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} testId="tutor-form">
      <Who of={form} />
      <What of={form} />
      <Where of={form} />
    </FormFrame>
  );
}

function Who({ of }: Of) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('people.who')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field of={of} at="tutor.kind" label={t('people.kind')} />
        <Field of={of} at="tutor.firstName" label={t('people.firstName')} />
        <Field of={of} at="tutor.lastName" label={t('people.lastName')} />
        <Field of={of} at="tutor.email" label={t('people.email')} />
        <Field of={of} at="tutor.phone" label={t('people.phone')} />
        <Field
          of={of}
          at="tutor.accountId"
          label={t('people.account')}
          description={`${t('people.accountHelp')} ${t('people.accountRelink')}`}
        />
      </SimpleGrid>
    </Fieldset>
  );
}

function What({ of }: Of) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('people.what')}>
      <Stack>
        <Slots
          label={t('people.slots')}
          value={of.values.tutor?.slots ?? []}
          onChange={(slots) => of.set('tutor.slots', slots)}
          field="tutor.slots"
        />
        <Field of={of} at="tutor.languages" label={t('people.languages')} />
        <Field of={of} at="tutor.stages" label={t('people.stages')} />
        <Field of={of} at="tutor.subjects" label={t('people.subjects')} />
        <Field of={of} at="tutor.wishes" label={t('people.wishes')} />
      </Stack>
    </Fieldset>
  );
}

function Where({ of }: Of) {
  const { t } = useTranslation();
  const { cell } = useBranch();
  return (
    <Fieldset legend={t('people.where')}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Field
            of={of}
            at="tutor.municipality"
            label={t('people.home')}
            description={t('people.homeHelp')}
          />
          <Field of={of} at="tutor.reachMetres" label={t('people.reach')} step={500} />
          <Field of={of} at="tutor.maximumFamilies" label={t('people.maximumFamilies')} />
          <Field of={of} at="tutor.availableFrom" label={t('people.availableFrom')} />
          <Field of={of} at="tutor.availableUntil" label={t('people.availableUntil')} />
        </SimpleGrid>
        <CellFields
          label={t('people.homeCell')}
          centre={cell}
          value={of.values.tutor?.homeCell}
          onChange={(homeCell) => of.set('tutor.homeCell', homeCell)}
          field="tutor.homeCell"
        />
        <Field of={of} at="tutor.placeKinds" label={t('people.placeKinds')} />
      </Stack>
    </Fieldset>
  );
}
