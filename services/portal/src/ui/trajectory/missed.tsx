import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session, Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { useCommand } from '../form/use-command.ts';
import { useKatrolForm } from '../form/use-form.ts';
import { Section } from '../page.tsx';
import { When } from '../when.tsx';

const waits = ({ status, whatIsNeeded, answeredOn }: Session): boolean =>
  (status === 'missed' || status === 'cancelled') && whatIsNeeded !== '' && !answeredOn;

/** What is needed where a session could not be, until somebody answers it. */
export function MissedToAnswer({ of }: { of: Trajectory }) {
  const { t } = useTranslation();
  const open = of.sessions.filter(waits);
  if (!open.length) return null;
  return (
    <Section title={t('trajectory.missedTitle')} id="niet-doorgegaan">
      <ul className="plain" data-testid="missed-to-answer">
        {open.map((one) => (
          <li key={one.id}>
            <Text className="quiet">
              <When at={one.occurredOn} />
            </Text>
            {one.whatMadeItHard ? (
              <Text>
                {t('trajectory.hard')} {one.whatMadeItHard}
              </Text>
            ) : null}
            <blockquote className="quote">{one.whatIsNeeded}</blockquote>
            <Answer of={one} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Answer({ of: { id: sessionId } }: { of: Session }) {
  const { t } = useTranslation();
  const [words, setWords] = useState(false);
  const found = useCommand(MatchingService.method.answerMissed);
  if (words) return <AnswerInWords sessionId={sessionId} close={() => setWords(false)} />;
  return (
    <Group gap="xs">
      <Button
        size="sm"
        loading={found.saving}
        onClick={() => void found.run({ sessionId, anotherMoment: true })}
      >
        {t('trajectory.anotherMoment')}
      </Button>
      <Button size="sm" variant="subtle" onClick={() => setWords(true)}>
        {t('trajectory.answerWords')}
      </Button>
    </Group>
  );
}

function AnswerInWords({ sessionId, close }: { sessionId: string; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: MatchingService.method.answerMissed,
    draft: `missed:${sessionId}`,
    initial: { sessionId },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('trajectory.sendAnswer')} cancel={close}>
      <Field of={form} at="answer" label={t('trajectory.yourAnswer')} />
    </FormFrame>
  );
}
