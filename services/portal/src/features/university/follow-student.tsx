import { Alert, NativeSelect, Stack } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Coach } from '@katrol/proto/katrol/gateway/v1/people_pb';
import type { StudentRow } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { training } from '#api/transport.ts';
import { useCodes } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';

type Values = { coachAccountId: string; status: string };
type Options = { headers: Record<string, string> };

/** Who coaches a student, and how the placement stands: one save for both. */
export function FollowStudent({
  student,
  coaches,
  close,
}: {
  student: StudentRow;
  coaches: Coach[];
  close: () => void;
}) {
  const { t } = useTranslation();
  const code = useCodes();
  const form = useKatrolForm({
    initial: { coachAccountId: student.coachAccountId, status: student.placementStatus },
    call: useSave(student),
    done: close,
  });
  const known = coaches.some(({ subject }) => subject === student.coachAccountId);
  const choices = [
    { value: '', label: t('university.coachNobody') },
    ...coaches.map(({ subject, name }) => ({ value: subject, label: name })),
    ...(student.coachAccountId && !known
      ? [{ value: student.coachAccountId, label: t('university.coachUnknown') }]
      : []),
  ];
  const statuses = [student.placementStatus, ...student.nextStatuses].map((value) => ({
    value,
    label: code('placement', value),
  }));
  const ends =
    student.finalStatuses.includes(form.form.values.status) &&
    form.form.values.status !== student.placementStatus;
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="follow-student">
      <Stack gap="md">
        <NativeSelect
          label={t('university.coach')}
          description={coaches.length ? t('university.coachSees') : t('university.noCoaches')}
          data={choices}
          {...form.field('coachAccountId')}
        />
        <NativeSelect
          label={t('university.placementStatus')}
          data={statuses}
          disabled={statuses.length === 1}
          {...form.field('status')}
        />
        {ends ? (
          <Alert variant="light" color="orange">
            {t('university.statusFinal')}
          </Alert>
        ) : null}
      </Stack>
    </FormFrame>
  );
}

// what was saved before a refusal is not sent a second time
function useSave(student: StudentRow) {
  const now = useRef({
    coachAccountId: student.coachAccountId,
    status: student.placementStatus,
    revision: student.placementRevision,
  });
  return async (values: Values, options: Options): Promise<void> => {
    const { placementId } = student;
    if (values.coachAccountId !== now.current.coachAccountId) {
      now.current = await training.assignCoach(
        { placementId, coachAccountId: values.coachAccountId, revision: now.current.revision },
        options,
      );
    }
    if (values.status !== now.current.status) {
      now.current = await training.setPlacementStatus(
        { placementId, status: values.status, revision: now.current.revision },
        options,
      );
    }
  };
}
