import { Radio, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/json';
import type { Match } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Section } from '#ui/page.tsx';
import { isoDay, When } from '#ui/when.tsx';

/** A first joint visit: when, with whom, and the tutor's own yes or no after it. */
export function OpenMatch({ of, family }: { of: Match; family?: FamilyLabel }) {
  const { t } = useTranslation();
  const visit = of.firstVisitOn.slice(0, 10);
  const form = useKatrolForm({
    rpc: MatchingService.method.answerMatch,
    draft: `match:${of.id}`,
    initial: {
      matchId: of.id,
      revision: of.revision,
      visitedOn: of.visitedOn || (visit && visit <= isoDay() ? visit : isoDay()),
    },
    saved: t('tutor.answered'),
  });
  return (
    <Section
      title={t('tutor.newFamily', { name: family?.familyName ?? '' })}
      id={`koppeling-${of.id}`}
    >
      <Text className="quiet">{t('tutor.firstVisit')}</Text>
      <Text className="big">
        <When at={of.firstVisitOn} />
      </Text>
      {of.tutorAnswer ? (
        <Text mt="sm">{t('tutor.youAnswered')}</Text>
      ) : (
        <FormFrame of={form} submit={t('tutor.sendAnswer')} testId="answer-match-form">
          <Radio.Group
            label={t('tutor.didItClick')}
            description={t('tutor.didItClickHelp')}
            {...form.field('tutorAnswer')}
          >
            <Group mt="xs">
              <Radio value="yes" label={t('tutor.yesGladly')} />
              <Radio value="no" label={t('tutor.ratherNot')} />
            </Group>
          </Radio.Group>
          <Field of={form} at="visitedOn" label={t('tutor.visitedOn')} />
          <Field of={form} at="note" label={t('tutor.answerNote')} />
        </FormFrame>
      )}
    </Section>
  );
}
