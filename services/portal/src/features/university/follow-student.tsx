import { Alert, NativeSelect, Stack } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Coach } from '@katrol/proto/katrol/gateway/v1/json';
import type { StudentRow } from '@katrol/proto/katrol/volunteer_training/v1/json';
import { VolunteerTrainingService } from '#api/names.ts';
import { useChoices } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { tell } from '#ui/notice.ts';

type Props = { student: StudentRow; coaches: Coach[]; close: () => void };

/** Who coaches a student, and how the placement stands: one save for both. */
export function FollowStudent({ student, coaches, close }: Props) {
  const { t } = useTranslation();
  const choices = useChoices();
  const { coach, status, whole } = useFollowing(student, close);
  const { coachAccountId, placementStatus, nextStatuses, finalStatuses } = student;
  const known = coaches.some(({ subject }) => subject === coachAccountId);
  const who = [
    { value: '', label: t('university.coachNobody') },
    ...coaches.map(({ subject, name }) => ({ value: subject, label: name })),
    ...(coachAccountId && !known
      ? [{ value: coachAccountId, label: t('university.coachUnknown') }]
      : []),
  ];
  const statuses = choices('PlacementStatus', [placementStatus, ...nextStatuses]);
  const chosen = status.values.status;
  const ends = chosen !== placementStatus && finalStatuses.some((one) => one === chosen);
  return (
    <FormFrame of={whole} submit={t('ui.save')} cancel={close} testId="follow-student">
      <Stack gap="md">
        <NativeSelect
          label={t('university.coach')}
          description={coaches.length ? t('university.coachSees') : t('university.noCoaches')}
          data={who}
          {...coach.field('coachAccountId')}
        />
        <NativeSelect
          label={t('university.placementStatus')}
          data={statuses}
          disabled={statuses.length === 1}
          {...status.field('status')}
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

/** Two commands behind one save: the coach, then the status on the revision that this made. */
function useFollowing(student: StudentRow, close: () => void) {
  const { t } = useTranslation();
  const { placementId, coachAccountId, placementStatus, placementRevision } = student;
  // what was saved before a refusal is not sent a second time
  const now = useRef({
    coachAccountId,
    status: placementStatus,
    revision: placementRevision,
  });
  const onRevision = <V,>(values: V) => ({ ...values, revision: now.current.revision });
  const finish = () => {
    tell({ message: t('ui.form.saved') });
    close();
  };
  const status = useKatrolForm({
    rpc: VolunteerTrainingService.method.setPlacementStatus,
    initial: { placementId, status: placementStatus },
    tidy: onRevision,
    saved: '',
    done: finish,
  });
  const saveStatus = async () => {
    if (status.values.status === now.current.status) finish();
    else await status.submit();
  };
  const coach = useKatrolForm({
    rpc: VolunteerTrainingService.method.assignCoach,
    initial: { placementId, coachAccountId },
    tidy: onRevision,
    saved: '',
    done: (placement) => {
      now.current = placement;
      void saveStatus();
    },
  });
  const submit = async () => {
    if (coach.values.coachAccountId === now.current.coachAccountId) await saveStatus();
    else await coach.submit();
  };
  const { refusal, scope } = status.refusal ? status : coach;
  const whole = { ...coach, refusal, scope, saving: coach.saving || status.saving, submit };
  return { coach, status, whole };
}
