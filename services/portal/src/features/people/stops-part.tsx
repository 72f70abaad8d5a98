import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Tutor } from '@katrol/proto/katrol/volunteer_training/v1/json';
import { VolunteerTrainingService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Facts, Section } from '#ui/page.tsx';
import { isoDay, When } from '#ui/when.tsx';

/** Until when a tutor works and why; a leaving day, and going on after all. */
export function StopsPart({ tutor }: { tutor: Tutor }) {
  const { t } = useTranslation();
  const code = useCodes();
  const resume = useCommand(VolunteerTrainingService.method.resumeTutor);
  const form = useKatrolForm({
    rpc: VolunteerTrainingService.method.stopTutor,
    initial: {
      tutorId: tutor.id,
      revision: tutor.revision,
      stopsOn: tutor.stopsOn || isoDay(),
    },
  });
  return (
    <Section title={t('people.stops')} id="stoppen">
      {tutor.worksUntil ? (
        <Facts
          facts={[
            [t('people.worksFrom'), tutor.worksFrom ? <When at={tutor.worksFrom} /> : ''],
            [t('people.worksUntil'), <When key="until" at={tutor.worksUntil} />],
            [t('people.worksEnd'), code('WorksEnd', tutor.worksEnd)],
          ]}
        />
      ) : (
        <Text>{t('people.worksOpen')}</Text>
      )}
      {tutor.stopsOn ? (
        <>
          <Text mt="sm">{t('people.resumeText')}</Text>
          <Button
            mt="xs"
            variant="light"
            loading={resume.saving}
            data-testid="resume-tutor"
            onClick={() => void resume.run({ tutorId: tutor.id, revision: tutor.revision })}
          >
            {t('people.resume')}
          </Button>
        </>
      ) : null}
      <Text className="quiet" my="sm">
        {t('people.stopsText')}
      </Text>
      <FormFrame of={form} submit={t('people.stopSave')} testId="stop-form">
        <Field of={form} at="stopsOn" label={t('people.stopsOn')} maw={220} />
      </FormFrame>
    </Section>
  );
}
