import {
  ActionIcon,
  Button,
  Checkbox,
  Fieldset,
  Group,
  NumberInput,
  SimpleGrid,
  Stack,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { GRADES } from '#ui/codes.ts';
import { Ticks } from '#ui/form/ticks.tsx';
import type { KatrolForm } from '#ui/form/use-form.ts';
import type { ProfileValues } from './profile-values.ts';
import { WordsField } from './words-field.tsx';

type Of = { of: KatrolForm<ProfileValues> };
const SUPPORTS = [
  'interpreter',
  'interpreter_by_phone',
  'machine_translation',
  'pictograms',
  'follow_up_message',
];
const EMPTY = () => ({ byLanguage: {} });
const freshCode = (start: string) => `${start}_${Date.now().toString(36)}`;

export function AimsFields({ of }: Of) {
  const { t } = useTranslation();
  const set = (value: string[]) =>
    of.form.setFieldValue('document.aims' as never, value.map(Number) as never);
  return (
    <Fieldset legend={t('profile.aimsAndWords')}>
      <Stack>
        <Ticks
          label={t('profile.aims')}
          list="aim"
          codes={[1, 2, 3]}
          value={of.form.values.document.aims}
          onChange={set}
          field="document.aims"
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <WordsField of={of} path="publicName" label={t('profile.publicName')} />
          <WordsField of={of} path="wordForTutor" label={t('profile.wordForTutor')} />
          <WordsField of={of} path="wordForReferral" label={t('profile.wordForReferral')} />
          <WordsField of={of} path="wordForFamily" label={t('profile.wordForFamily')} />
        </SimpleGrid>
        <WordsField of={of} path="explanationForFamilies" label={t('profile.explanation')} />
      </Stack>
    </Fieldset>
  );
}

export function IntakeFields({ of }: Of) {
  const { t } = useTranslation();
  const rules = of.form.values.document.intake;
  const set = (key: string) => (value: unknown) =>
    of.form.setFieldValue(`document.intake.${key}` as never, value as never);
  return (
    <Fieldset legend={t('profile.intake')}>
      <Stack>
        <Ticks
          label={t('profile.referrers')}
          list="referrer"
          codes={[1, 2, 3, 4, 5, 6]}
          value={rules.referrers}
          onChange={(value) => set('referrers')(value.map(Number))}
          field="document.intake.referrers"
        />
        <div>
          <Checkbox
            label={t('profile.priorConsent')}
            {...of.check('document.intake.priorConsentAndInformation')}
          />
          <Checkbox
            label={t('profile.homeVisit')}
            {...of.check('document.intake.homeVisitAlways')}
          />
          <Checkbox
            label={t('profile.homeworkOnly')}
            {...of.check('document.intake.homeworkOnlyLedElsewhere')}
          />
          <Checkbox
            label={t('profile.agreementSheet')}
            {...of.check('document.intake.agreementSheet')}
          />
        </div>
        <Ticks
          label={t('profile.gradesInFocus')}
          list="grade"
          codes={GRADES}
          value={rules.grades}
          onChange={set('grades')}
          field="document.intake.grades"
        />
        <Ticks
          label={t('profile.languageSupports')}
          list="support"
          codes={SUPPORTS}
          value={rules.languageSupports}
          onChange={set('languageSupports')}
          field="document.intake.languageSupports"
        />
        <NumberInput
          label={t('profile.contactDays')}
          min={1}
          hideControls
          maw={240}
          {...of.field('document.intake.waitingContactDays')}
        />
        <Items
          of={of}
          path="intake.criteriaSet.criteria"
          words="label"
          title={t('profile.criteriaTitle')}
          add={t('profile.addCriterion')}
          make={() => ({ code: freshCode('criterion'), label: EMPTY(), help: EMPTY() })}
        />
        {rules.criteriaSet?.criteria.length ? (
          <NumberInput
            label={t('profile.threshold')}
            min={1}
            max={rules.criteriaSet.criteria.length}
            hideControls
            maw={240}
            {...of.field('document.intake.criteriaSet.threshold')}
          />
        ) : null}
        <Items
          of={of}
          path="intake.exclusions"
          words="label"
          title={t('profile.exclusions')}
          add={t('profile.addExclusion')}
          make={() => ({
            code: freshCode('exclusion'),
            label: EMPTY(),
            skillLacking: false,
            reviewWeeks: 12,
          })}
        />
        <Items
          of={of}
          path="intake.conversationGuide"
          words="text"
          title={t('profile.guide')}
          add={t('profile.addQuestion')}
          make={() => ({ code: freshCode('question'), text: EMPTY() })}
        />
      </Stack>
    </Fieldset>
  );
}

type ItemsProps = Of & {
  path: string;
  words: string;
  title: string;
  add: string;
  make: () => object;
};

function itemsAt(values: ProfileValues, path: string): { code: string }[] {
  let at: unknown = values.document;
  for (const part of path.split('.')) at = (at as Record<string, unknown> | undefined)?.[part];
  return Array.isArray(at) ? (at as { code: string }[]) : [];
}

function Items({ of, path, words, title, add, make }: ItemsProps) {
  const { t } = useTranslation();
  const items = itemsAt(of.form.values, path);
  const set = (value: object[]) => {
    if (path.startsWith('intake.criteriaSet') && !of.form.values.document.intake.criteriaSet)
      of.form.setFieldValue(
        'document.intake.criteriaSet' as never,
        { code: 'own', threshold: 1, criteria: value } as never,
      );
    else of.form.setFieldValue(`document.${path}` as never, value as never);
  };
  return (
    <fieldset className="ticks" data-field={`document.${path}`}>
      <legend>{title}</legend>
      {items.map((item, index) => (
        <Group key={item.code} align="flex-start" wrap="nowrap" mb="xs">
          <div style={{ flex: 1 }}>
            <WordsField
              of={of}
              path={`${path}.${index}.${words}`}
              label={`${title} ${index + 1}`}
            />
          </div>
          <ActionIcon
            type="button"
            size={44}
            variant="subtle"
            aria-label={t('profile.remove', { what: `${title} ${index + 1}` })}
            onClick={() => set(items.filter((_, at) => at !== index))}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Button
        type="button"
        size="sm"
        variant="light"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => set([...items, make()])}
      >
        {add}
      </Button>
    </fieldset>
  );
}
