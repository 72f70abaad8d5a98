import { Button, Checkbox, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { useCodes } from '../codes.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { Section } from '../page.tsx';
import { isoDay, When } from '../when.tsx';

/** What the parents agree that the next tutor reads: the plan is theirs and outlives the term. */
export function PassingOn({ of }: { of: Trajectory }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { plan } = of;
  return (
    <Section title={t('passingOn.title')} id="doorgeven">
      {plan?.agreedOn ? (
        <Text>
          {t('passingOn.agreed', { name: plan.agreedBy })} <When at={plan.agreedOn} />
        </Text>
      ) : (
        <Text className="quiet">{t('passingOn.notYet')}</Text>
      )}
      {open ? (
        <AgreeForm of={of} close={() => setOpen(false)} />
      ) : of.status === 'running' ? (
        <Button size="sm" variant="subtle" onClick={() => setOpen(true)}>
          {t('passingOn.note')}
        </Button>
      ) : null}
    </Section>
  );
}

function AgreeForm({ of, close }: { of: Trajectory; close: () => void }) {
  const { t } = useTranslation();
  const code = useCodes();
  const parts = [
    ...of.goals.map(({ id, text, passesOn }) => ({ id, label: text, passesOn })),
    ...of.barriers.map(({ id, text, lifeDomain, passesOn }) => ({
      id,
      label: `${code('LifeDomain', lifeDomain)}: ${text}`,
      passesOn,
    })),
    ...of.goingAlong.map(({ id, service, passesOn }) => ({ id, label: service, passesOn })),
  ];
  const form = useKatrolForm({
    rpc: MatchingService.method.agreeOnPlan,
    initial: {
      trajectoryId: of.id,
      partIds: parts.filter(({ passesOn }) => passesOn).map(({ id }) => id),
      strengths: of.plan?.strengthsPassOn ?? false,
      specialisedQueue: of.plan?.queuePassesOn ?? false,
      occurredOn: isoDay(),
      planRevision: of.plan?.revision ?? 0,
    },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="agree-form">
      <Text className="quiet">{t('passingOn.text')}</Text>
      <Checkbox.Group
        label={t('passingOn.which')}
        value={form.values.partIds}
        onChange={(ids) => form.set('partIds', ids)}
      >
        <Stack gap="xs" mt="xs">
          {parts.map(({ id, label }) => (
            <Checkbox key={id} value={id} label={label} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Field of={form} at="strengths" label={t('trajectory.strengths')} />
      {of.specialisedQueue ? (
        <Field of={form} at="specialisedQueue" label={t('passingOn.queue')} />
      ) : null}
      <Field of={form} at="saidBy" label={t('passingOn.saidBy')} />
      <Field of={form} at="occurredOn" label={t('trajectory.on')} maw={220} />
    </FormFrame>
  );
}
