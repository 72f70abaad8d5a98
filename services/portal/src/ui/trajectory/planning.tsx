import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { isoDay, useSayDate } from '../when.tsx';
import type { Commands, PlanProps } from './commands.ts';

/** A session planned apart from the weekly one. */
export function PlanSession({ of, commands }: PlanProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (of.status !== 1) return null;
  return open ? (
    <PlanForm of={of} commands={commands} close={() => setOpen(false)} />
  ) : (
    <Button size="sm" variant="subtle" onClick={() => setOpen(true)}>
      {t('trajectory.planSession')}
    </Button>
  );
}

function PlanForm({ of, commands, close }: PlanProps & { close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    initial: { plannedFor: `${isoDay(7)}T16:00` },
    call: (values, options) => commands.planSession({ trajectoryId: of.id, ...values }, options),
    done: close,
  });
  return (
    <FormFrame
      of={form}
      submit={t('trajectory.planSession')}
      cancel={close}
      testId="plan-session-form"
    >
      <TextInput
        type="datetime-local"
        label={t('trajectory.plannedFor')}
        maw={280}
        {...form.field('plannedFor')}
      />
    </FormFrame>
  );
}

/** Calls off a planned session: nobody missed it. */
export function CancelSession({ session, commands }: { session: Session; commands: Commands }) {
  const { t } = useTranslation();
  const sayDate = useSayDate();
  const [open, setOpen] = useState(false);
  const form = useKatrolForm({
    initial: { reason: '' },
    call: (values, options) =>
      commands.cancelSession(
        { sessionId: session.id, revision: session.revision, ...values },
        options,
      ),
    done: () => setOpen(false),
  });
  if (session.status !== 1) return null;
  if (!open)
    return (
      <Button
        size="sm"
        variant="subtle"
        onClick={() => setOpen(true)}
        aria-label={t('trajectory.cancelOf', { when: sayDate(session.plannedFor) })}
      >
        {t('trajectory.cancelSession')}
      </Button>
    );
  return (
    <FormFrame
      of={form}
      submit={t('trajectory.cancelSession')}
      cancel={() => setOpen(false)}
      testId="cancel-session-form"
    >
      <TextInput label={t('trajectory.cancelReason')} {...form.field('reason')} />
    </FormFrame>
  );
}
