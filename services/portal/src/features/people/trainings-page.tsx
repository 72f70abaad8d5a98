import { Button, NativeSelect, NumberInput, SimpleGrid, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Training } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { training } from '#api/transport.ts';
import { useBranch } from '#app/session.tsx';
import { TRAININGS, useChoices, useCodes } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page } from '#ui/page.tsx';
import { isoDay, When } from '#ui/when.tsx';
import { Enrolments } from './enrolments.tsx';

/** The trainings of the branch: plan, enrol, who was there. */
export function TrainingsPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const [open, setOpen] = useState<Training | 'new'>();
  const code = useCodes();
  const setup = useMemo<ListSetup<Training>>(
    () => ({
      name: 'trainings',
      label: t('people.trainings'),
      scope: branchCode,
      defaultSort: '-takes_place_on',
      rowKey: (row) => row.id,
      load: (options) => training.listTrainings({ branchCode, options }),
      columns: [
        {
          id: 'title',
          label: t('people.trainingTitle'),
          cell: (row) => row.title || code('training', row.code),
        },
        { id: 'code', label: t('people.theme'), cell: (row) => code('training', row.code) },
        {
          id: 'when',
          label: t('people.takesPlace'),
          sort: 'takes_place_on',
          cell: (row) => <When at={row.takesPlaceOn} />,
        },
        { id: 'provider', label: t('people.provider'), cell: (row) => row.provider },
        {
          id: 'enrolled',
          label: t('people.enrolled'),
          cell: (row) =>
            row.places
              ? t('people.enrolledOf', { enrolled: row.enrolled, places: row.places })
              : row.enrolled,
        },
        { id: 'attended', label: t('people.attended'), cell: (row) => row.attended },
      ],
      filters: [
        { field: 'code', label: t('people.theme'), say: (value) => code('training', value) },
      ],
      action: (row) => (
        <Button
          size="sm"
          variant="light"
          onClick={() => setOpen(row)}
          aria-label={t('people.openTraining', { title: row.title })}
        >
          {t('people.people')}
        </Button>
      ),
      empty: <Empty title={t('people.noTrainingsYet')} />,
    }),
    [branchCode, t, code],
  );
  const close = () => setOpen(undefined);
  return (
    <Page
      title={t('people.trainings')}
      lead={t('people.trainingsLead')}
      actions={<Button onClick={() => setOpen('new')}>{t('people.planTraining')}</Button>}
    >
      <DataList setup={setup} />
      <Dialog
        opened={Boolean(open)}
        onClose={close}
        size="lg"
        title={open === 'new' ? t('people.planTraining') : (open?.title ?? '')}
      >
        {open === 'new' ? <TrainingForm branchCode={branchCode} close={close} /> : null}
        {open && open !== 'new' ? (
          <Enrolments branchCode={branchCode} training={open} changed={setOpen} />
        ) : null}
      </Dialog>
    </Page>
  );
}

function TrainingForm({ branchCode, close }: { branchCode: string; close: () => void }) {
  const { t } = useTranslation();
  const choices = useChoices();
  const form = useKatrolForm({
    draft: `training:new-${branchCode}`,
    initial: {
      code: 'start',
      title: '',
      provider: '',
      takesPlaceOn: `${isoDay(14)}T18:00`,
      places: 20 as number | string,
    },
    prefix: 'training',
    call: (values, options) =>
      training.keepTraining(
        { training: { ...values, places: Number(values.places) || 0, branchCode } },
        options,
      ),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="training-form">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NativeSelect
          label={t('people.theme')}
          data={choices('training', TRAININGS)}
          {...form.field('code')}
        />
        <TextInput label={t('people.trainingTitle')} {...form.field('title')} />
        <TextInput
          type="datetime-local"
          label={t('people.takesPlace')}
          {...form.field('takesPlaceOn')}
        />
        <TextInput label={t('people.provider')} {...form.field('provider')} />
        <NumberInput label={t('people.places')} min={0} hideControls {...form.field('places')} />
      </SimpleGrid>
    </FormFrame>
  );
}
