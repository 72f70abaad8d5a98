import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ClosingToWrite, Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Section } from '#ui/page.tsx';
import { useSayDate } from '#ui/when.tsx';

/** The closing note of a family that the tutor still comes to, once the last day is near. */
export function ClosingOfFamily({ of }: { of: Trajectory }) {
  const { t } = useTranslation();
  const sayDate = useSayDate();
  const [newest] = of.closingNotes;
  return (
    <Section title={t('tutor.closingTitle')} id={`slotwoord-${of.id}`}>
      <Text mb="sm">{t('tutor.closingLead', { day: sayDate(of.tutorUntil || of.endsOn) })}</Text>
      <ClosingForm
        key={newest?.version ?? 0}
        trajectoryId={of.id}
        text={newest?.text ?? ''}
        version={newest?.version ?? 0}
        answer={newest?.answer ?? ''}
      />
    </Section>
  );
}

/** After the last day: this form, for seven days, and nothing else of the family. */
export function ClosingAfterwards({ of }: { of: ClosingToWrite }) {
  const { t } = useTranslation();
  const sayDate = useSayDate();
  const start = sayDate(of.startedOn);
  const until = sayDate(of.until);
  return (
    <Section title={t('tutor.closingOver')} id={`slotwoord-${of.trajectoryId}`}>
      <Text mb="sm">{t('tutor.closingOverText', { start, until, held: of.held })}</Text>
      <ClosingForm key={of.version} {...of} />
    </Section>
  );
}

type Written = Pick<ClosingToWrite, 'trajectoryId' | 'text' | 'version' | 'answer'>;

function ClosingForm({ trajectoryId, text, version, answer }: Written) {
  const { t } = useTranslation();
  const code = useCodes();
  const form = useKatrolForm({
    rpc: MatchingService.method.keepClosingNote,
    draft: `closing:${trajectoryId}`,
    initial: { trajectoryId, text, version },
    saved: t('tutor.closingSaved'),
  });
  return (
    <FormFrame of={form} submit={t('tutor.closingSave')} testId="closing-form">
      {answer ? (
        <Text>{t('tutor.closingAnswered', { answer: code('ClosingAnswer', answer) })}</Text>
      ) : null}
      <Field of={form} at="text" label={t('tutor.closingText')} minRows={5} />
    </FormFrame>
  );
}
