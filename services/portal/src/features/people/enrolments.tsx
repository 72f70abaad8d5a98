import { Button, Checkbox, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Training } from '@katrol/proto/katrol/volunteer_training/v1/json';
import { VolunteerTrainingService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';
import { useCodes } from '#ui/codes.ts';
import { useCommand } from '#ui/form/use-command.ts';
import { When } from '#ui/when.tsx';

const { enrolTutor, listTutors, recordAttendance } = VolunteerTrainingService.method;

type Props = { branchCode: string; training: Training; changed: (training: Training) => void };

/** Who comes to a training, and who was there. */
export function Enrolments({ branchCode, training, changed }: Props) {
  const { t } = useTranslation();
  const code = useCodes();
  const [there, setThere] = useState(() =>
    training.enrolments.filter((one) => one.status === 'attended').map((one) => one.tutorId),
  );
  const attendance = useCommand(recordAttendance, { done: changed });
  const { id: trainingId, revision } = training;
  return (
    <Stack>
      <Text className="quiet">
        <When at={training.takesPlaceOn} />
      </Text>
      <EnrolOne branchCode={branchCode} training={training} changed={changed} />
      {training.enrolments.length ? (
        <Checkbox.Group label={t('people.whoWasThere')} value={there} onChange={setThere}>
          {training.enrolments.map((one) => (
            <Checkbox
              key={one.tutorId}
              value={one.tutorId}
              label={one.tutorName}
              description={code('EnrolmentStatus', one.status)}
            />
          ))}
        </Checkbox.Group>
      ) : (
        <Text>{t('people.nobodyEnrolled')}</Text>
      )}
      {training.enrolments.length ? (
        <Group>
          <Button
            loading={attendance.saving}
            onClick={() => void attendance.run({ trainingId, tutorIds: there, revision })}
            data-testid="save-attendance"
          >
            {t('people.saveAttendance')}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}

function EnrolOne({ branchCode, training, changed }: Props) {
  const { t } = useTranslation();
  const [tutorId, setTutor] = useState('');
  const tutors = useAllRows(listTutors, { branchCode });
  const enrolled = new Set(training.enrolments.map((one) => one.tutorId));
  const choices = (tutors.data ?? [])
    .filter((one) => !enrolled.has(one.id))
    .map((one) => ({ value: one.id, label: `${one.firstName} ${one.lastName}` }));
  const enrol = useCommand(enrolTutor, {
    done: (answer) => {
      setTutor('');
      changed(answer);
    },
  });
  return (
    <Group align="flex-end">
      <NativeSelect
        label={t('people.enrol')}
        data={[{ value: '', label: t('ui.choose') }, ...choices]}
        value={tutorId}
        onChange={(event) => setTutor(event.currentTarget.value)}
      />
      <Button
        variant="light"
        disabled={!tutorId}
        loading={enrol.saving}
        onClick={() => void enrol.run({ trainingId: training.id, tutorId })}
        data-testid="enrol"
      >
        {t('people.enrolNow')}
      </Button>
    </Group>
  );
}
