import { Button, Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session, Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { useSayDate } from '../when.tsx';
import { BothHappened } from './both-happened.tsx';

type Props = { of: Trajectory; session: Session; names: Map<string, string> };

/** Puts a log right, for who may: who wrote it, or the coordinator. */
export function CorrectSession({ of, session, names }: Props) {
  const { t } = useTranslation();
  const sayDate = useSayDate();
  const [open, setOpen] = useState(false);
  if (!session.mayCorrect) return null;
  if (open)
    return <CorrectForm of={of} session={session} names={names} close={() => setOpen(false)} />;
  return (
    <Button
      size="sm"
      variant="subtle"
      onClick={() => setOpen(true)}
      aria-label={t('trajectory.correctOf', { when: sayDate(session.occurredOn) })}
      data-testid="correct-session"
    >
      {t('trajectory.correct')}
    </Button>
  );
}

function CorrectForm({ of, session, names, close }: Props & { close: () => void }) {
  const { t } = useTranslation();
  const { id: sessionId, revision, occurredOn, children, parentPresent, done, note } = session;
  const { whatMadeItHard, whatIsNeeded, missedBy } = session;
  const known = of.children.map(({ childId }) => childId);
  const form = useKatrolForm({
    rpc: MatchingService.method.correctSession,
    draft: `correct:${sessionId}`,
    initial: {
      sessionId,
      revision,
      held: session.status === 'held',
      occurredOn,
      minutes: session.minutes || 60,
      children: session.status === 'held' ? children : known,
      parentPresent,
      done,
      note,
      whatMadeItHard,
      whatIsNeeded,
      missedBy,
    },
    done: close,
  });
  const { held } = form.values;
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="correct-form">
      <Text>{t('trajectory.correctText')}</Text>
      <Field of={form} at="held" label={t('trajectory.wasHeld')} />
      <Field of={form} at="occurredOn" label={t('tutor.on')} maw={240} />
      {held ? (
        <>
          <Field of={form} at="minutes" label={t('tutor.minutes')} step={5} />
          <Checkbox.Group
            label={t('tutor.whoWasThere')}
            {...form.field('children')}
            data-field="children"
          >
            {[...new Set([...known, ...children])].map((id) => (
              <Checkbox key={id} value={id} label={names.get(id) ?? t('tutor.aChild')} />
            ))}
          </Checkbox.Group>
          <Field of={form} at="parentPresent" label={t('tutor.parentThere')} />
          <Field of={form} at="done" label={t('tutor.whatDone')} />
        </>
      ) : (
        <>
          <Field of={form} at="missedBy" label={t('tutor.whoCouldNot')} chips />
          <Field of={form} at="whatMadeItHard" label={t('tutor.whatMadeItHard')} />
          <Field of={form} at="whatIsNeeded" label={t('tutor.whatIsNeeded')} />
        </>
      )}
      <Field of={form} at="note" label={t('tutor.note')} />
      <BothHappened of={form} />
    </FormFrame>
  );
}
