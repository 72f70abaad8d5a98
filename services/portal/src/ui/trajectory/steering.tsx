import { Button, Checkbox, Group, NativeSelect, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChoices } from '../codes.ts';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { isoDay } from '../when.tsx';
import type { PlanProps } from './commands.ts';

/** What a coordinator does with a running trajectory: note a queue elsewhere, or round it off. */
export function Steering({ of, commands }: PlanProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState('');
  const close = () => setOpen('');
  if (of.status !== 1) return null;
  return (
    <div className="no-print">
      {open ? null : (
        <Group gap="xs" mt="sm">
          <Button size="sm" variant="subtle" onClick={() => setOpen('queue')}>
            {t('trajectory.noteQueue')}
          </Button>
          <Button size="sm" variant="subtle" onClick={() => setOpen('close')}>
            {t('trajectory.roundOff')}
          </Button>
        </Group>
      )}
      {open === 'queue' ? <QueueForm of={of} commands={commands} close={close} /> : null}
      {open === 'close' ? <CloseForm of={of} commands={commands} close={close} /> : null}
    </div>
  );
}

function QueueForm({ of, commands, close }: PlanProps & { close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    initial: { specialisedQueue: of.specialisedQueue },
    call: (values, options) =>
      commands.keepSpecialisedQueue(
        { trajectoryId: of.id, revision: of.revision, ...values },
        options,
      ),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close}>
      <TextInput
        label={t('trajectory.queue')}
        description={t('trajectory.queueHelp')}
        {...form.field('specialisedQueue')}
      />
    </FormFrame>
  );
}

function CloseForm({ of, commands, close }: PlanProps & { close: () => void }) {
  const { t } = useTranslation();
  const choices = useChoices();
  const form = useKatrolForm({
    draft: `close:${of.id}`,
    initial: {
      reason: 'goals_reached',
      closingNote: '',
      occurredOn: isoDay(),
      reopenRequest: false,
    },
    call: (values, options) =>
      commands.closeTrajectory({ trajectoryId: of.id, revision: of.revision, ...values }, options),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('trajectory.roundOff')} cancel={close}>
      <Text>{t('trajectory.roundOffText')}</Text>
      <NativeSelect
        label={t('trajectory.closeReason')}
        data={choices('closeReason', [
          'goals_reached',
          'term_ended',
          'family_stopped',
          'moved',
          'led_elsewhere',
        ])}
        {...form.field('reason')}
      />
      <Textarea label={t('trajectory.closingNote')} {...form.field('closingNote')} />
      <TextInput type="date" label={t('trajectory.on')} maw={220} {...form.field('occurredOn')} />
      <Checkbox label={t('trajectory.reopen')} {...form.check('reopenRequest')} />
    </FormFrame>
  );
}
