import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { CloseReason } from '@katrol/proto/katrol/matching/v1/codes';
import { MatchingService } from '#api/names.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { useUrl } from '../url.ts';
import { isoDay } from '../when.tsx';

/** What a coordinator does with a running trajectory: note a queue elsewhere, or round it off. */
export function Steering({ of }: { of: Trajectory }) {
  const { t } = useTranslation();
  const [search] = useUrl();
  const [open, setOpen] = useState(search['doe'] === 'wachten' ? 'queue' : '');
  const close = () => setOpen('');
  if (of.status !== 'running') return null;
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
      {open === 'queue' ? <QueueForm of={of} close={close} /> : null}
      {open === 'close' ? <CloseForm of={of} close={close} /> : null}
    </div>
  );
}

type FormProps = { of: Trajectory; close: () => void };

function QueueForm({ of, close }: FormProps) {
  const { t } = useTranslation();
  const { id: trajectoryId, specialisedQueue } = of;
  const revision = of.plan?.revision ?? 0;
  const form = useKatrolForm({
    rpc: MatchingService.method.keepSpecialisedQueue,
    initial: { trajectoryId, revision, specialisedQueue },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close}>
      <Field
        of={form}
        at="specialisedQueue"
        label={t('trajectory.queue')}
        description={t('trajectory.queueHelp')}
      />
    </FormFrame>
  );
}

function CloseForm({ of, close }: FormProps) {
  const { t } = useTranslation();
  const { id: trajectoryId, revision, tutorUntil } = of;
  // the tutor is gone, the family goes on
  const gone = Boolean(tutorUntil) && tutorUntil < isoDay();
  const ended = { reason: 'term_ended', occurredOn: tutorUntil, reopenRequest: true } as const;
  const form = useKatrolForm({
    rpc: MatchingService.method.closeTrajectory,
    draft: `close:${of.id}`,
    initial: {
      trajectoryId,
      revision,
      ...(gone ? ended : { reason: 'goals_reached', occurredOn: isoDay() }),
    },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('trajectory.roundOff')} cancel={close}>
      <Text>{t('trajectory.roundOffText')}</Text>
      <Field
        of={form}
        at="reason"
        label={t('trajectory.closeReason')}
        codes={CloseReason.filter((one) => one !== 'consent_withdrawn')}
      />
      <Field of={form} at="closingNote" label={t('trajectory.closingNote')} />
      <Field of={form} at="occurredOn" label={t('trajectory.on')} maw={220} />
      <Field of={form} at="reopenRequest" label={t('trajectory.reopen')} />
    </FormFrame>
  );
}
