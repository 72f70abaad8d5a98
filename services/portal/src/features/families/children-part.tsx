import { Button, SimpleGrid, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Child, Family, NewChild } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { partOf, type FormPart } from '#ui/form/form-part.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm, type KatrolForm } from '#ui/form/use-form.ts';
import { AppLink } from '#ui/link.tsx';
import { Section } from '#ui/page.tsx';

/** The children of one family; siblings are added here. */
export function ChildrenPart({ family }: { family: Family }) {
  const { t } = useTranslation();
  const code = useCodes();
  const [open, setOpen] = useState('');
  return (
    <Section
      title={t('ui.children')}
      id="kinderen"
      actions={
        family.emergencyId ? undefined : (
          <Button size="sm" variant="subtle" onClick={() => setOpen(open === 'new' ? '' : 'new')}>
            {t('families.addChild')}
          </Button>
        )
      }
    >
      <ul className="plain">
        {family.children.map((child) => (
          <li key={child.id}>
            {open === child.id ? (
              <EditChild child={child} close={() => setOpen('')} />
            ) : (
              <div className="line">
                <div>
                  <Text fw={600}>{child.firstName}</Text>
                  <Text className="quiet">
                    {[code('Grade', child.grade), child.school].filter(Boolean).join(' · ')}
                    {child.gradeToConfirm ? (
                      <>
                        {' '}
                        <AppLink to="/leerjaren">{t('families.gradeToConfirm')}</AppLink>
                      </>
                    ) : null}
                  </Text>
                </div>
                {family.emergencyId ? null : (
                  <Button
                    size="sm"
                    variant="subtle"
                    onClick={() => setOpen(child.id)}
                    aria-label={t('families.editChild', { name: child.firstName })}
                  >
                    {t('ui.edit')}
                  </Button>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
      {open === 'new' ? <AddChild family={family} close={() => setOpen('')} /> : null}
    </Section>
  );
}

const newChildOf = ({ firstName, grade, school }: Child): NewChild => ({
  firstName,
  grade,
  school,
});

function EditChild({ child, close }: { child: Child; close: () => void }) {
  const { id: childId, revision, birthDate } = child;
  const form = useKatrolForm({
    rpc: IntakeService.method.editChild,
    draft: `child:${childId}`,
    initial: { childId, revision, birthDate, child: newChildOf(child) },
    done: close,
  });
  return <ChildForm of={form} child={partOf(form, 'child')} close={close} />;
}

function AddChild({ family, close }: { family: Family; close: () => void }) {
  const form = useKatrolForm({
    rpc: IntakeService.method.addChild,
    draft: `child:new-${family.id}`,
    initial: { familyId: family.id },
    done: close,
  });
  return <ChildForm of={form} child={partOf(form, 'child')} close={close} />;
}

type Values = { birthDate: string; child: NewChild };
type FormProps<V> = {
  of: KatrolForm<V>;
  child: FormPart<NewChild>;
  close: () => void;
};

function ChildForm<V extends Values>({ of, child, close }: FormProps<V>) {
  const { t } = useTranslation();
  return (
    <FormFrame of={of} submit={t('ui.save')} cancel={close} testId="child-form">
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <Field of={child} at="firstName" label={t('families.firstName')} />
        <Field
          of={child}
          at="grade"
          label={t('families.grade')}
          empty={t('families.gradeUnknown')}
        />
        <Field of={child} at="school" label={t('families.school')} />
        <Field
          of={of as unknown as FormPart<Values>}
          at="birthDate"
          label={t('families.birthDate')}
          description={t('families.birthDateWhy')}
        />
      </SimpleGrid>
    </FormFrame>
  );
}
