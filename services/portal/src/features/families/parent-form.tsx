import { Fieldset, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Family, Parent } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { partOf, type FormPart } from '#ui/form/form-part.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';

type Props = { family: Family; parent?: Parent; close: () => void };

/** Who it is, how they are reached, and per child whether they decide, with dates. */
export function ParentForm({ family, parent, close }: Props) {
  const { t } = useTranslation();
  const known = parent?.deciding ?? [];
  // a child of whom nothing is noted has an empty line; what it says follows from the relation
  const others = family.children.filter((child) => !known.some((one) => one.childId === child.id));
  const form = useKatrolForm({
    rpc: IntakeService.method.keepParent,
    draft: `parent:${parent?.id ?? `new-${family.id}`}`,
    initial: {
      parent: {
        ...(parent ?? { relation: 'mother' as const }),
        // another yes is asked anew, and not by their link
        writtenMeans: parent?.writtenMeans === 'link' ? ('' as const) : parent?.writtenMeans,
        familyId: family.id,
        deciding: [...known, ...others.map((child) => ({ childId: child.id }))],
      },
    },
    tidy: (values) => ({
      parent: { ...values.parent, deciding: values.parent.deciding.filter((one) => one.role) },
    }),
    done: close,
  });
  const of = partOf(form, 'parent');
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="parent-form">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field of={of} at="relation" label={t('families.relation')} />
        <Field of={of} at="name" label={t('families.parentName')} />
        <Field of={of} at="phone" label={t('families.parentPhone')} />
        <Field of={of} at="email" label={t('families.parentEmail')} />
      </SimpleGrid>
      <Field of={of} at="howToReach" label={t('families.parentReach')} />
      {family.parents.length > 1 || (family.parents.length === 1 && !parent) ? (
        <Field
          of={of}
          at="visited"
          label={t('families.visited')}
          description={t('families.visitedText')}
        />
      ) : null}
      <Field of={of} at="languagesSpoken" label={t('families.speaks')} />
      <Field of={of} at="languagesRead" label={t('families.reads')} />
      <WhoDecides of={of} family={family} />
      <Fieldset legend={t('families.writing')}>
        <Text className="quiet" mb="xs">
          {t('families.writingText')}
        </Text>
        <Field of={of} at="writtenTo" label={t('families.writtenTo')} />
        <Field
          of={of}
          at="writtenMeans"
          label={t('families.howAsked')}
          empty={t('families.notAskedYet')}
          codes={['spoken', 'with_interpreter', 'paper']}
        />
      </Fieldset>
    </FormFrame>
  );
}

function WhoDecides({ of, family }: { of: FormPart<Parent>; family: Family }) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('families.whoDecides')}>
      <Text className="quiet" mb="xs">
        {t('families.whoDecidesText')}
      </Text>
      <Stack>
        {of.values.deciding.map((one, index) => {
          const name = family.children.find((child) => child.id === one.childId)?.firstName ?? '';
          return (
            <SimpleGrid key={index} cols={{ base: 1, sm: 3 }}>
              <Field
                of={of}
                at={`deciding.${index}.role`}
                label={t('families.decidesFor', { name })}
                empty={t('families.byRelation')}
              />
              <Field of={of} at={`deciding.${index}.from`} label={t('families.from')} />
              <Field of={of} at={`deciding.${index}.until`} label={t('families.untilDay')} />
            </SimpleGrid>
          );
        })}
      </Stack>
    </Fieldset>
  );
}
