import {
  Checkbox,
  Fieldset,
  NativeSelect,
  NumberInput,
  SimpleGrid,
  Stack,
  TextInput,
} from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Tutor } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { training } from '#api/transport.ts';
import { PLACES, SPOKEN, STAGES, SUBJECTS, useChoices, WISHES } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useBranch } from '#app/session.tsx';
import { CellFields } from '#ui/form/cell.tsx';
import { Slots } from '#ui/form/slots.tsx';
import { Ticks } from '#ui/form/ticks.tsx';
import { useKatrolForm, type KatrolForm } from '#ui/form/use-form.ts';
import { tutorValues, toTutor, type TutorValues } from './tutor-values.ts';

type Props = { branchCode: string; tutor?: Tutor; done: (tutor: Tutor) => void };

/** A tutor: who, when, what, where. Most of it may stay empty. */
export function TutorForm({ branchCode, tutor, done }: Props) {
  const { t } = useTranslation();
  const form = useKatrolForm<TutorValues, Tutor>({
    draft: `tutor:${tutor?.id ?? `new-${branchCode}`}`,
    initial: tutorValues(tutor),
    prefix: 'tutor',
    call: (values, options) =>
      training.keepTutor({ tutor: toTutor(values, branchCode, tutor) }, options),
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

function Who({ of }: { of: KatrolForm<TutorValues> }) {
  const { t } = useTranslation();
  const choices = useChoices();
  return (
    <Fieldset legend={t('people.who')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NativeSelect
          label={t('people.kind')}
          data={choices('tutorKind', [1, 2])}
          {...of.field('kind')}
        />
        <Checkbox label={t('people.isActive')} {...of.check('active')} />
        <TextInput label={t('people.firstName')} {...of.field('firstName')} />
        <TextInput label={t('people.lastName')} {...of.field('lastName')} />
        <TextInput type="email" label={t('people.email')} {...of.field('email')} />
        <TextInput type="tel" label={t('people.phone')} {...of.field('phone')} />
        <TextInput
          label={t('people.account')}
          description={t('people.accountHelp')}
          {...of.field('accountId')}
        />
      </SimpleGrid>
    </Fieldset>
  );
}

function What({ of }: { of: KatrolForm<TutorValues> }) {
  const { t } = useTranslation();
  const { values, setFieldValue } = of.form;
  const set = (key: keyof TutorValues) => (value: unknown) =>
    setFieldValue(key as never, value as never);
  return (
    <Fieldset legend={t('people.what')}>
      <Stack>
        <Slots
          label={t('people.slots')}
          value={values.slots}
          onChange={set('slots')}
          field="slots"
        />
        <Ticks
          label={t('people.languages')}
          list="language"
          codes={SPOKEN}
          value={values.languages}
          onChange={set('languages')}
          field="languages"
        />
        <Ticks
          label={t('people.stages')}
          list="stage"
          codes={STAGES}
          value={values.stages}
          onChange={set('stages')}
          field="stages"
        />
        <Ticks
          label={t('people.subjects')}
          list="subject"
          codes={SUBJECTS}
          value={values.subjects}
          onChange={set('subjects')}
          field="subjects"
        />
        <Ticks
          label={t('people.wishes')}
          list="wish"
          codes={WISHES}
          value={values.wishes}
          onChange={set('wishes')}
          field="wishes"
        />
      </Stack>
    </Fieldset>
  );
}

function Where({ of }: { of: KatrolForm<TutorValues> }) {
  const { t } = useTranslation();
  const { cell } = useBranch();
  const { values, setFieldValue } = of.form;
  return (
    <Fieldset legend={t('people.where')}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={t('people.home')}
            description={t('people.homeHelp')}
            {...of.field('municipality')}
          />
          <NumberInput
            label={t('people.reach')}
            min={500}
            step={500}
            max={50_000}
            hideControls
            {...of.field('reachMetres')}
          />
          <NumberInput
            label={t('people.maximumFamilies')}
            min={1}
            max={10}
            hideControls
            {...of.field('maximumFamilies')}
          />
          <TextInput type="date" label={t('people.availableFrom')} {...of.field('availableFrom')} />
          <TextInput
            type="date"
            label={t('people.availableUntil')}
            {...of.field('availableUntil')}
          />
        </SimpleGrid>
        <CellFields
          label={t('people.homeCell')}
          centre={cell}
          value={values.homeCell}
          onChange={(homeCell) => setFieldValue('homeCell', homeCell as never)}
          field="homeCell"
        />
        <Ticks
          label={t('people.placeKinds')}
          list="place"
          codes={PLACES}
          value={values.placeKinds}
          onChange={(next) => setFieldValue('placeKinds', next)}
          field="placeKinds"
        />
      </Stack>
    </Fieldset>
  );
}
