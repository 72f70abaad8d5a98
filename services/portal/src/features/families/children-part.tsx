import { Button, NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Child, Family } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { intake } from '#api/transport.ts';
import { GRADES, useChoices, useCodes } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
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
              <ChildForm family={family} child={child} close={() => setOpen('')} />
            ) : (
              <div className="line">
                <div>
                  <Text fw={600}>{child.firstName}</Text>
                  <Text className="quiet">
                    {[child.grade ? code('grade', child.grade) : '', child.school]
                      .filter(Boolean)
                      .join(' · ')}
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
      {open === 'new' ? <ChildForm family={family} close={() => setOpen('')} /> : null}
    </Section>
  );
}

function ChildForm({ family, child, close }: { family: Family; child?: Child; close: () => void }) {
  const { t } = useTranslation();
  const choices = useChoices();
  const form = useKatrolForm({
    draft: `child:${child?.id ?? `new-${family.id}`}`,
    initial: {
      firstName: child?.firstName ?? '',
      grade: child?.grade ?? '',
      school: child?.school ?? '',
    },
    prefix: 'child',
    call: (values, options) =>
      child
        ? intake.editChild({ childId: child.id, revision: child.revision, child: values }, options)
        : intake.addChild({ familyId: family.id, child: values }, options),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="child-form">
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <TextInput label={t('families.firstName')} {...form.field('firstName')} />
        <NativeSelect
          label={t('families.grade')}
          data={[{ value: '', label: t('families.gradeUnknown') }, ...choices('grade', GRADES)]}
          {...form.field('grade')}
        />
        <TextInput label={t('families.school')} {...form.field('school')} />
      </SimpleGrid>
    </FormFrame>
  );
}
