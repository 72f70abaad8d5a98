import { List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Tutor } from '@katrol/proto/katrol/volunteer_training/v1/json';
import { TutorReminder } from '@katrol/proto/katrol/volunteer_training/v1/codes';
import { VolunteerTrainingService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Ticks } from '#ui/form/ticks.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { AppLink } from '#ui/link.tsx';
import { useSayDate, useSayNumber } from '#ui/when.tsx';
import { Section } from '#ui/page.tsx';

/** What still stands before a first visit, hours held, and the way to one's reflections. */
export function ToDo({ of }: { of: Tutor }) {
  const { t } = useTranslation();
  const code = useCodes();
  const agreed = of.placement?.agreedHours ?? 0;
  const sayDate = useSayDate();
  const hours = useSayNumber()(of.minutesHeld / 60);
  return (
    <Section title={t('tutor.mine')}>
      {of.toDo.length ? (
        <>
          <Text>{t('tutor.toDo')}</Text>
          <List mb="sm">
            {of.toDo.map((one) => (
              <List.Item key={one}>{code('ToDo', one)}</List.Item>
            ))}
          </List>
        </>
      ) : null}
      {of.worksUntil ? <Text>{t('tutor.untilDay', { day: sayDate(of.worksUntil) })}</Text> : null}
      <Text>{agreed ? t('tutor.hoursOf', { hours, agreed }) : t('tutor.hours', { hours })}</Text>
      <AppLink to="/mijn-reflecties">{t('tutor.toReflections')}</AppLink>
      <Reminders of={of} />
    </Section>
  );
}

/** Of what a mail comes in the evening: each kind may be switched off. */
function Reminders({ of }: { of: Tutor }) {
  const { t } = useTranslation();
  const keep = useCommand(VolunteerTrainingService.method.setMyReminders);
  return (
    <>
      <Text fw={600} mt="md">
        {t('tutor.reminders')}
      </Text>
      <Text className="quiet">{t('tutor.remindersText')}</Text>
      <Ticks
        label={t('tutor.remindersOff')}
        list="TutorReminder"
        codes={TutorReminder}
        value={of.remindersOff}
        onChange={(off) => void keep.run({ off: off as TutorReminder[] })}
      />
    </>
  );
}
