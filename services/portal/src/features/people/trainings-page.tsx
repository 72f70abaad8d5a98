import { Button, SimpleGrid } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Training } from '@katrol/proto/katrol/volunteer_training/v1/json';
import { VolunteerTrainingService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page } from '#ui/page.tsx';
import { isoDay, When } from '#ui/when.tsx';
import { Enrolments } from './enrolments.tsx';

const { listTrainings, keepTraining } = VolunteerTrainingService.method;

type Setup = ListSetup<typeof listTrainings>;

/** The trainings of the branch: plan, enrol, who was there. */
export function TrainingsPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const [open, setOpen] = useState<Training | 'new'>();
  const setup = useSetup(branchCode, setOpen);
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

function useSetup(branchCode: string, open: (training: Training) => void): Setup {
  const { t } = useTranslation();
  return {
    name: 'trainings',
    label: t('people.trainings'),
    rpc: listTrainings,
    of: { branchCode },
    defaultSort: '-takes_place_on',
    rowKey: (row) => row.id,
    columns: useColumns(),
    filters: [{ field: 'code', label: t('people.theme'), list: 'TrainingTheme' }],
    action: (row) => (
      <Button
        size="sm"
        variant="light"
        onClick={() => open(row)}
        aria-label={t('people.openTraining', { title: row.title })}
      >
        {t('people.people')}
      </Button>
    ),
    empty: <Empty title={t('people.noTrainingsYet')} />,
  };
}

function useColumns(): Setup['columns'] {
  const { t } = useTranslation();
  const code = useCodes();
  return [
    {
      id: 'title',
      label: t('people.trainingTitle'),
      cell: (row) => row.title || code('TrainingTheme', row.code),
    },
    { id: 'code', label: t('people.theme'), cell: (row) => code('TrainingTheme', row.code) },
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
  ];
}

function TrainingForm({ branchCode, close }: { branchCode: string; close: () => void }) {
  const { t } = useTranslation();
  const takesPlaceOn = `${isoDay(14)}T18:00`;
  const form = useKatrolForm({
    rpc: keepTraining,
    draft: `training:new-${branchCode}`,
    initial: { training: { branchCode, code: 'start', takesPlaceOn, places: 20 } },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="training-form">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field of={form} at="training.code" label={t('people.theme')} />
        <Field of={form} at="training.title" label={t('people.trainingTitle')} />
        <Field of={form} at="training.takesPlaceOn" label={t('people.takesPlace')} />
        <Field of={form} at="training.provider" label={t('people.provider')} />
        <Field of={form} at="training.places" label={t('people.places')} />
      </SimpleGrid>
    </FormFrame>
  );
}
