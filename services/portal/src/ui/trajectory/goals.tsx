import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Goal, Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { useCodes } from '../codes.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { Section, Tag } from '../page.tsx';
import { isoDay, When } from '../when.tsx';
import { partOnly, Shifts } from './shifts.tsx';

/** Goals, made with the parents. A shift of focus keeps what it was. */
export function Goals({ of }: { of: Trajectory }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState('');
  const close = () => setOpen('');
  return (
    <Section
      title={t('trajectory.goals')}
      id="doelen"
      actions={
        <Button size="sm" variant="subtle" onClick={() => setOpen('new')}>
          {t('trajectory.addGoal')}
        </Button>
      }
    >
      {of.goals.length || open ? null : <Text className="quiet">{t('trajectory.noGoals')}</Text>}
      <ul className="plain">
        {of.goals.map((goal) => (
          <li key={goal.id}>
            {open === goal.id ? (
              <GoalForm of={of} goal={goal} close={close} />
            ) : (
              <GoalLine goal={goal} edit={() => setOpen(goal.id)} />
            )}
          </li>
        ))}
      </ul>
      {open === 'new' ? <GoalForm of={of} close={close} /> : null}
    </Section>
  );
}

function GoalLine({ goal, edit }: { goal: Goal; edit: () => void }) {
  const { t } = useTranslation();
  const code = useCodes();
  return (
    <div className="line">
      <div>
        <Text>{goal.text}</Text>
        <Text className="quiet">
          {code('GoalKind', goal.kind)} · <When at={goal.setOn} />{' '}
          <Tag tone={goal.status === 'reached' ? 'accent' : 'calm'}>
            {code('GoalStatus', goal.status)}
          </Tag>
        </Text>
        <Shifts of={goal.earlier} />
      </div>
      <Button
        size="sm"
        variant="subtle"
        onClick={edit}
        aria-label={t('trajectory.editGoal', { goal: goal.text })}
      >
        {t('ui.edit')}
      </Button>
    </div>
  );
}

type GoalFormProps = { of: Trajectory; goal?: Goal; close: () => void };

function GoalForm({ of, goal, close }: GoalFormProps) {
  const { t } = useTranslation();
  const fresh = { kind: 'learning', status: 'open', setOn: isoDay() } as const;
  const form = useKatrolForm({
    rpc: MatchingService.method.keepGoal,
    draft: `goal:${goal?.id ?? `new-${of.id}`}`,
    initial: { goal: { ...fresh, ...partOnly(goal), trajectoryId: of.id } },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="goal-form">
      <Field of={form} at="goal.text" label={t('trajectory.goalText')} />
      <Field of={form} at="goal.kind" label={t('trajectory.goalKind')} chips />
      {goal ? <Field of={form} at="goal.status" label={t('trajectory.goalStatus')} chips /> : null}
    </FormFrame>
  );
}
