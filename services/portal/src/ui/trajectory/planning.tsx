import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session, Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { Slots } from '../form/slots.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { useSaySlot } from '../week.tsx';
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

/** The weekly hours, and others where family and tutor agree on them. */
export function WeeklyHours({ of }: { of: Trajectory }) {
  const { t } = useTranslation();
  const saySlot = useSaySlot();
  const [open, setOpen] = useState(false);
  const hours = of.hours.map(saySlot).join(', ');
  return (
    <div data-testid="weekly-hours">
      {hours ? <Text>{t('trajectory.everyWeek', { hours })}</Text> : null}
      {of.status !== 'running' || of.groupId ? null : open ? (
        <HoursForm of={of} close={() => setOpen(false)} />
      ) : (
        <Button size="sm" variant="subtle" onClick={() => setOpen(true)}>
          {t('trajectory.otherHours')}
        </Button>
      )}
    </div>
  );
}

function HoursForm({ of, close }: { of: Trajectory; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: MatchingService.method.changeHours,
    initial: { trajectoryId: of.id, hours: of.hours, revision: of.revision },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('trajectory.otherHours')} cancel={close} testId="hours-form">
      <Slots
        label={t('trajectory.hours')}
        value={form.values.hours}
        onChange={(hours) => form.set('hours', hours)}
        field="hours"
      />
      <Text className="quiet">{t('trajectory.hoursHelp')}</Text>
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
