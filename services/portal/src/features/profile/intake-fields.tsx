import { Fieldset, NumberInput, SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Field } from '#ui/form/field.tsx';
import { partOf } from '#ui/form/form-part.ts';
import { freshCode, Items } from './items.tsx';
import { PromisesFields } from './promises-fields.tsx';
import { PartFields } from './part-fields.tsx';
import type { Of } from './part.ts';
import { intake, wordRules } from './rules.ts';
import { WordsField } from './words-field.tsx';

/** What the branch aims at, and what it calls things. */
export function AimsFields({ of }: Of) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('profile.aimsAndWords')}>
      <Stack>
        <Field of={of} at="document.aims" label={t('profile.aims')} />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {wordRules.map(({ at, label }) => (
            <WordsField key={at} of={partOf(of, `document.${at}`)} label={t(label)} />
          ))}
        </SimpleGrid>
        <WordsField
          of={partOf(of, 'document.explanationForFamilies')}
          label={t('profile.explanation')}
        />
      </Stack>
    </Fieldset>
  );
}

/** Who may refer, what is weighed, what is asked. */
export function IntakeFields({ of }: Of) {
  return (
    <PartFields of={partOf(of, 'document.intake')} part={intake}>
      <Criteria of={of} />
      <Exclusions of={of} />
      <Guide of={of} />
      {of.values.document.intake.agreementSheet ? <PromisesFields of={of} /> : null}
    </PartFields>
  );
}

function Criteria({ of }: Of) {
  const { t } = useTranslation();
  const set = of.values.document?.intake?.criteriaSet;
  const criteria = set?.criteria ?? [];
  return (
    <>
      <Items
        title={t('profile.criteriaTitle')}
        add={t('profile.addCriterion')}
        field="document.intake.criteriaSet.criteria"
        items={criteria}
        onChange={(next) =>
          of.set('document.intake.criteriaSet', {
            ...(set ?? { threshold: 1 }),
            criteria: next,
          })
        }
        make={() => ({ code: freshCode('criterion'), label: {}, help: {} })}
      >
        {(index, label) => (
          <WordsField
            of={partOf(of, `document.intake.criteriaSet.criteria.${index}.label`)}
            label={label}
          />
        )}
      </Items>
      {criteria.length ? (
        <NumberInput
          label={t('profile.threshold')}
          hideControls
          maw={240}
          {...of.field('document.intake.criteriaSet.threshold')}
          type="text"
          max={criteria.length}
        />
      ) : null}
    </>
  );
}

function Exclusions({ of }: Of) {
  const { t } = useTranslation();
  return (
    <Items
      title={t('profile.exclusions')}
      add={t('profile.addExclusion')}
      field="document.intake.exclusions"
      items={of.values.document?.intake?.exclusions ?? []}
      onChange={(next) => of.set('document.intake.exclusions', next)}
      make={() => ({
        code: freshCode('exclusion'),
        label: {},
        skillLacking: false,
        reviewWeeks: 12,
      })}
    >
      {(index, label) => (
        <WordsField of={partOf(of, `document.intake.exclusions.${index}.label`)} label={label} />
      )}
    </Items>
  );
}

function Guide({ of }: Of) {
  const { t } = useTranslation();
  return (
    <Items
      title={t('profile.guide')}
      add={t('profile.addQuestion')}
      field="document.intake.conversationGuide"
      items={of.values.document?.intake?.conversationGuide ?? []}
      onChange={(next) => of.set('document.intake.conversationGuide', next)}
      make={() => ({ code: freshCode('question'), text: {} })}
    >
      {(index, label) => (
        <WordsField
          of={partOf(of, `document.intake.conversationGuide.${index}.text`)}
          label={label}
        />
      )}
    </Items>
  );
}
