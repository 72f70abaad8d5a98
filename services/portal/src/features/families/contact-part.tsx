import { Button, SimpleGrid } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { ContactFields, useContactFacts } from '#ui/contact.tsx';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { partOf } from '#ui/form/form-part.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Facts, Section } from '#ui/page.tsx';

/** How the family is reached, with its own change form. */
export function ContactPart({ family }: { family: Family }) {
  const { t } = useTranslation();
  const contactFacts = useContactFacts();
  const [open, setOpen] = useState(false);
  const { streetAndNumber, postalCode, municipality } = family.address;
  const place = [postalCode, municipality].filter(Boolean).join(' ');
  const address = [streetAndNumber, place].filter(Boolean).join(', ');
  return (
    <Section
      title={t('families.contact')}
      actions={
        family.emergencyId ? undefined : (
          <Button size="sm" variant="subtle" onClick={() => setOpen(!open)}>
            {open ? t('ui.close') : t('ui.edit')}
          </Button>
        )
      }
    >
      {open ? (
        <ContactForm key={family.revision} family={family} close={() => setOpen(false)} />
      ) : (
        <Facts facts={[...contactFacts(family.contact), [t('families.address'), address]]} />
      )}
    </Section>
  );
}

function ContactForm({ family, close }: { family: Family; close: () => void }) {
  const { t } = useTranslation();
  const { id: familyId, revision, contact, address } = family;
  const form = useKatrolForm({
    rpc: IntakeService.method.editFamily,
    draft: `family:${familyId}`,
    initial: { familyId, revision, contact, address },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close}>
      <ContactFields of={partOf(form, 'contact')} voice="file" />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field of={form} at="address.streetAndNumber" label={t('families.street')} />
        <Field
          of={form}
          at="address.postalCode"
          label={t('families.postalCode')}
          inputMode="numeric"
        />
        <Field of={form} at="address.municipality" label={t('ui.municipality')} />
      </SimpleGrid>
    </FormFrame>
  );
}
