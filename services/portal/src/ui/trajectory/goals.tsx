import { Button, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Goal } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { useCodes } from '../codes.ts';
import { FormFrame } from '../form/form-frame.tsx';
import { OneOf } from '../form/ticks.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { Section, Tag } from '../page.tsx';
import { isoDay, When } from '../when.tsx';
import type { PlanProps } from './commands.ts';

const KINDS = ['learning', 'parents', 'context', 'study_choice'];
const STATES = ['open', 'reached', 'let_go'];

/** Goals, made with the parents. A shift of focus keeps what it was. */
export function Goals({ of, commands }: PlanProps) {
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
              <GoalForm of={of} commands={commands} goal={goal} close={close} />
            ) : (
              <GoalLine goal={goal} edit={() => setOpen(goal.id)} />
            )}
          </li>
        ))}
      </ul>
      {open === 'new' ? <GoalForm of={of} commands={commands} close={close} /> : null}
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
          {code('goalKind', goal.kind)} · <When at={goal.setOn} />{' '}
          <Tag tone={goal.status === 'reached' ? 'accent' : 'calm'}>
            {code('goalStatus', goal.status)}
          </Tag>
        </Text>
        {goal.earlierTexts.length ? (
          <Text className="quiet">
            {t('trajectory.earlier')} {goal.earlierTexts.join(' → ')}
          </Text>
        ) : null}
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

function GoalForm({ of, commands, goal, close }: PlanProps & { goal?: Goal; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    draft: `goal:${goal?.id ?? `new-${of.id}`}`,
    initial: {
      kind: goal?.kind ?? 'learning',
      text: goal?.text ?? '',
      status: goal?.status || 'open',
    },
    prefix: 'goal',
    call: (values, options) =>
      commands.keepGoal(
        {
          goal: {
            ...values,
            id: goal?.id ?? '',
            trajectoryId: of.id,
            setOn: goal?.setOn || isoDay(),
            revision: goal?.revision ?? 0,
          },
        },
        options,
      ),
    done: close,
  });
  const { values, setFieldValue } = form.form;
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="goal-form">
      <Textarea label={t('trajectory.goalText')} {...form.field('text')} />
      <OneOf
        label={t('trajectory.goalKind')}
        list="goalKind"
        codes={KINDS}
        value={values.kind}
        onChange={(kind) => setFieldValue('kind', kind)}
        field="kind"
      />
      {goal ? (
        <OneOf
          label={t('trajectory.goalStatus')}
          list="goalStatus"
          codes={STATES}
          value={values.status}
          onChange={(status) => setFieldValue('status', status)}
          field="status"
        />
      ) : null}
    </FormFrame>
  );
}
