import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session, Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { isoDay, useSayDate } from '../when.tsx';

/** A session planned apart from the weekly one. */
export function PlanSession({ of }: { of: Trajectory }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (of.status !== 'running') return null;
  return open ? (
    <PlanForm of={of} close={() => setOpen(false)} />
  ) : (
    <Button size="sm" variant="subtle" onClick={() => setOpen(true)}>
      {t('trajectory.planSession')}
    </Button>
  );
}

function PlanForm({ of, close }: { of: Trajectory; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: MatchingService.method.planSession,
    initial: { trajectoryId: of.id, plannedFor: `${isoDay(7)}T16:00` },
    done: close,
  });
  return (
    <FormFrame
      of={form}
      submit={t('trajectory.planSession')}
      cancel={close}
      testId="plan-session-form"
    >
      <Field of={form} at="plannedFor" label={t('trajectory.plannedFor')} maw={280} />
    </FormFrame>
  );
}

/** Calls off a planned session: nobody missed it. */
export function CancelSession({ session }: { session: Session }) {
  const { t } = useTranslation();
  const sayDate = useSayDate();
  const [open, setOpen] = useState(false);
  const form = useKatrolForm({
    rpc: MatchingService.method.cancelSession,
    initial: { sessionId: session.id, revision: session.revision },
    done: () => setOpen(false),
  });
  if (session.status !== 'planned') return null;
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
      <Field of={form} at="reason" label={t('trajectory.cancelReason')} />
    </FormFrame>
  );
}
