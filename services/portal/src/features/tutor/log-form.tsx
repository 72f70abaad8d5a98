import { Checkbox, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { Session, Trajectory } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { sendLater } from '#api/outbox.ts';
import { matching } from '#api/transport.ts';
import { DONE } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { Ticks } from '#ui/form/ticks.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { isoDay } from '#ui/when.tsx';

type Props = {
  of: Trajectory;
  session?: Session;
  family?: FamilyLabel;
  minutes: number;
  close: () => void;
};
type Values = {
  occurredOn: string;
  minutes: number | string;
  children: string[];
  parentPresent: boolean;
  done: string[];
  note: string;
  nextPlannedFor: string;
};

const notAfterToday = (day: string) => (day && day <= isoDay() ? day : isoDay());

/** A session logged in under a minute: who was there, what was done; a note only if one wants to. */
export function LogForm({ of, session, family, minutes, close }: Props) {
  const { t } = useTranslation();
  const request = (values: Values) => ({
    ...values,
    minutes: Number(values.minutes) || 0,
    trajectoryId: of.id,
    sessionId: session?.id ?? '',
    revision: session?.revision ?? 0,
  });
  const form = useKatrolForm<Values, unknown>({
    draft: `log:${session?.id ?? of.id}`,
    initial: {
      occurredOn: notAfterToday(session?.plannedFor.slice(0, 10) ?? ''),
      minutes,
      children: of.children.map((child) => child.childId),
      parentPresent: false,
      done: [],
      note: '',
      nextPlannedFor: '',
    },
    call: (values, options) => matching.logSession(request(values), options),
    later: (values, key) => sendLater('logSession', request(values), key),
    saved: t('tutor.logged'),
    done: close,
  });
  const { values, setFieldValue } = form.form;
  const nameOf = (id: string) =>
    family?.children.find((child) => child.id === id)?.firstName ?? t('tutor.aChild');
  return (
    <FormFrame of={form} submit={t('tutor.saveLog')} cancel={close} testId="log-form">
      <Checkbox.Group
        label={t('tutor.whoWasThere')}
        {...form.field('children')}
        data-field="children"
      >
        {of.children.map((child) => (
          <Checkbox key={child.childId} value={child.childId} label={nameOf(child.childId)} />
        ))}
      </Checkbox.Group>
      <Checkbox label={t('tutor.parentThere')} {...form.check('parentPresent')} />
      <Ticks
        label={t('tutor.whatDone')}
        list="done"
        codes={DONE}
        value={values.done}
        onChange={(done) => setFieldValue('done', done)}
        field="done"
      />
      <TextInput type="date" label={t('tutor.on')} max={isoDay()} {...form.field('occurredOn')} />
      <NumberInput
        label={t('tutor.minutes')}
        min={0}
        max={600}
        step={5}
        inputMode="numeric"
        hideControls
        {...form.field('minutes')}
      />
      <Textarea label={t('tutor.note')} description={t('tutor.noteHelp')} {...form.field('note')} />
      <TextInput
        type="datetime-local"
        label={t('tutor.nextWhen')}
        description={t('tutor.nextWhenHelp')}
        {...form.field('nextPlannedFor')}
      />
    </FormFrame>
  );
}
