import { Checkbox, Fieldset, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { stageOf } from '@katrol/contract';
import type { SupportNeeds, SupportRules } from '@katrol/proto/katrol/intake/v1/json';
import type { Child, Family } from '@katrol/proto/katrol/intake/v1/json';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { CellFields } from '#ui/form/cell.tsx';
import { Field } from '#ui/form/field.tsx';
import type { FormPart } from '#ui/form/form-part.ts';
import { Slots } from '#ui/form/slots.tsx';
import { useSaySlot } from '#ui/week.tsx';

/** A child as matching needs to know it. */
export const childInSupport = ({ id, grade }: Child) => ({
  childId: id,
  grade,
  stage: stageOf(grade),
});

type Props = {
  of: FormPart<SupportNeeds>;
  family: Family;
  /** how the branch helps, by the profile of this question */
  support: SupportRules | undefined;
};

/** What the family and the branch look for in a tutor. */
export function NeedsFields({ of, family, support }: Props) {
  const { t } = useTranslation();
  const code = useCodes();
  const { cell } = useBranch();
  const { values } = of;
  const choose = (ids: string[]) =>
    of.set('children', family.children.filter(({ id }) => ids.includes(id)).map(childInSupport));
  return (
    <Fieldset legend={t('families.needs')}>
      <Stack>
        {support ? <Form of={support} /> : null}
        <Checkbox.Group
          label={t('families.whichChildren')}
          value={values.children.map(({ childId }) => childId)}
          onChange={choose}
          error={of.field('children').error}
          data-field="needs.children"
        >
          {family.children.map((child) => (
            <Checkbox
              key={child.id}
              value={child.id}
              label={[child.firstName, code('Grade', child.grade)].filter(Boolean).join(', ')}
            />
          ))}
        </Checkbox.Group>
        <Slots
          label={t('families.slots')}
          value={values.slots}
          onChange={(slots) => of.set('slots', slots)}
          field="needs.slots"
        />
        <Field of={of} at="subjects" label={t('families.subjects')} />
        <Field of={of} at="languages" label={t('families.languagesAtHome')} />
        <Field
          of={of}
          at="placeKind"
          label={t('families.placeKind')}
          codes={support?.places}
          empty={support?.places.length === 1 ? undefined : t('families.choosePlace')}
        />
        <CellFields
          label={t('families.cell')}
          centre={cell}
          value={values.cell}
          onChange={(chosen) => of.set('cell', chosen)}
          field="needs.cell"
        />
        <Field of={of} at="lifeDomains" label={t('families.alsoAsked')} />
      </Stack>
    </Fieldset>
  );
}

/** How it goes in this branch: alone or together, with how many, at which hours. */
function Form({ of: { form, maximumChildren, fixedHours } }: { of: SupportRules }) {
  const { t } = useTranslation();
  const code = useCodes();
  const saySlot = useSaySlot();
  const said = [
    code('SupportForm', form),
    maximumChildren ? t('families.mostChildren', { count: maximumChildren }) : '',
    fixedHours.map(saySlot).join(', '),
  ];
  return (
    <Text className="quiet" data-testid="support-form">
      {t('families.supportForm')} {said.filter(Boolean).join(' · ')}
    </Text>
  );
}
