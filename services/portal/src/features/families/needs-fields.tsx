import { Checkbox, Fieldset, NativeSelect, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { LIFE_DOMAINS, SPOKEN, SUBJECTS, useChoices, useCodes } from '#ui/codes.ts';
import { useBranch } from '#app/session.tsx';
import { CellFields } from '#ui/form/cell.tsx';
import { Slots } from '#ui/form/slots.tsx';
import { Ticks } from '#ui/form/ticks.tsx';
import type { KatrolForm } from '#ui/form/use-form.ts';
import type { NeedsValues } from './decision-values.ts';

/** What the family and the branch look for in a tutor. */
export function NeedsFields({
  of,
  family,
}: {
  of: KatrolForm<{ needs: NeedsValues }>;
  family: Family;
}) {
  const { t } = useTranslation();
  const choices = useChoices();
  const code = useCodes();
  const { cell } = useBranch();
  const { values, setFieldValue } = of.form;
  const set = (key: string) => (value: unknown) =>
    setFieldValue(`needs.${key}` as never, value as never);
  return (
    <Fieldset legend={t('families.needs')}>
      <Stack>
        <Checkbox.Group
          label={t('families.whichChildren')}
          {...of.field('needs.childIds')}
          data-field="needs.children"
        >
          {family.children.map((child) => (
            <Checkbox
              key={child.id}
              value={child.id}
              label={[child.firstName, child.grade ? code('grade', child.grade) : '']
                .filter(Boolean)
                .join(', ')}
            />
          ))}
        </Checkbox.Group>
        <Slots
          label={t('families.slots')}
          value={values.needs.slots}
          onChange={set('slots')}
          field="needs.slots"
        />
        <Ticks
          label={t('families.subjects')}
          list="subject"
          codes={SUBJECTS}
          value={values.needs.subjects}
          onChange={set('subjects')}
          field="needs.subjects"
        />
        <Ticks
          label={t('families.languagesAtHome')}
          list="language"
          codes={SPOKEN}
          value={values.needs.languages}
          onChange={set('languages')}
          field="needs.languages"
        />
        <NativeSelect
          label={t('families.placeKind')}
          data={choices('place', [1, 2, 3, 4])}
          {...of.field('needs.placeKind')}
        />
        <CellFields
          label={t('families.cell')}
          centre={cell}
          value={values.needs.cell}
          onChange={set('cell')}
          field="needs.cell"
        />
        <Ticks
          label={t('families.alsoAsked')}
          list="domain"
          codes={LIFE_DOMAINS}
          value={values.needs.lifeDomains}
          onChange={set('lifeDomains')}
          field="needs.lifeDomains"
        />
      </Stack>
    </Fieldset>
  );
}
