import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClosingNote, Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { useCodes } from '../codes.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { Section } from '../page.tsx';
import { isoDay, When } from '../when.tsx';

/** What tutors leave for the next one: every version, and what the parents said of it. */
export function ClosingNotes({ of }: { of: Trajectory }) {
  const { t } = useTranslation();
  if (!of.closingNotes.length && !of.endForeseen) return null;
  const newest = new Map<string, ClosingNote>();
  for (const note of of.closingNotes) {
    const there = newest.get(note.trajectoryId);
    if (!there || there.version < note.version) newest.set(note.trajectoryId, note);
  }
  return (
    <Section title={t('trajectory.closingTitle')} id="slotwoord">
      {of.closingNotes.length ? (
        <Text className="quiet">{t('trajectory.closingAsk')}</Text>
      ) : (
        <Text className="quiet">{t('trajectory.closingNone')}</Text>
      )}
      <ul className="plain" data-testid="closing-notes">
        {of.closingNotes.map((note) => (
          <li key={note.id}>
            <Version note={note} isNewest={newest.get(note.trajectoryId)?.id === note.id} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Version({ note, isNewest }: { note: ClosingNote; isNewest: boolean }) {
  const { t } = useTranslation();
  const code = useCodes();
  const [open, setOpen] = useState(false);
  const answer = code('ClosingAnswer', note.answer);
  const asks = isNewest && (open || !note.answer);
  return (
    <article>
      <Text className="quiet">
        {t('trajectory.closingFrom', { version: note.version })} <When at={note.writtenOn} />
      </Text>
      <Text style={{ whiteSpace: 'pre-wrap' }}>{note.text}</Text>
      {note.answer ? (
        <Text className="quiet">
          {t('trajectory.closingSaid', { who: note.answeredBy, answer })},{' '}
          <When at={note.answeredOn} />, {code('ConsentMeans', note.means)},{' '}
          {t('trajectory.closingRecorded', { name: note.recordedBy })}
        </Text>
      ) : null}
      {asks ? <AnswerForm key={note.revision} note={note} close={() => setOpen(false)} /> : null}
      {isNewest && note.answer && !open ? (
        <Button size="sm" variant="subtle" onClick={() => setOpen(true)}>
          {t('trajectory.closingAgain')}
        </Button>
      ) : null}
    </article>
  );
}

function AnswerForm({ note, close }: { note: ClosingNote; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: MatchingService.method.answerClosingNote,
    draft: `closing-answer:${note.id}`,
    initial: {
      closingNoteId: note.id,
      revision: note.revision,
      text: note.text,
      occurredOn: isoDay(),
    },
    tidy: (values) => ({ ...values, text: values.answer === 'changed' ? values.text : '' }),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('trajectory.closingSave')} testId="closing-answer-form">
      <Field of={form} at="answer" label={t('trajectory.closingAnswer')} chips />
      {form.values.answer === 'changed' ? (
        <Field of={form} at="text" label={t('trajectory.closingText')} minRows={4} />
      ) : null}
      <Field of={form} at="answeredBy" label={t('trajectory.closingBy')} />
      <Field of={form} at="means" label={t('trajectory.closingMeans')} chips />
      <Field of={form} at="occurredOn" label={t('trajectory.closingOn')} maw={220} />
    </FormFrame>
  );
}
