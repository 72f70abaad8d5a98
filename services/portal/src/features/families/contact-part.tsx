import { Button, NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { intake } from '#api/transport.ts';
import { SPOKEN, useChoices, useCodes } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Facts, Section } from '#ui/page.tsx';

/** How the family is reached, with its own change form. */
export function ContactPart({ family }: { family: Family }) {
  const { t } = useTranslation();
  const code = useCodes();
  const [open, setOpen] = useState(false);
  const { contact, address } = family;
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
        <Facts
          facts={[
            [
              t('families.phone'),
              contact?.phone ? (
                <a href={`tel:${contact.phone.replaceAll(' ', '')}`}>{contact.phone}</a>
              ) : (
                ''
              ),
            ],
            [
              t('families.email'),
              contact?.email ? <a href={`mailto:${contact.email}`}>{contact.email}</a> : '',
            ],
            [t('ui.language'), contact?.language ? code('language', contact.language) : ''],
            [t('families.howToReach'), contact?.howToReach],
            [
              t('families.address'),
              [
                address?.streetAndNumber,
                [address?.postalCode, address?.municipality].filter(Boolean).join(' '),
              ]
                .filter(Boolean)
                .join(', '),
            ],
          ]}
        />
      )}
    </Section>
  );
}

function ContactForm({ family, close }: { family: Family; close: () => void }) {
  const { t } = useTranslation();
  const choices = useChoices();
  const { contact, address } = family;
  const form = useKatrolForm({
    draft: `family:${family.id}`,
    initial: {
      contact: {
        familyName: contact?.familyName ?? '',
        phone: contact?.phone ?? '',
        email: contact?.email ?? '',
        howToReach: contact?.howToReach ?? '',
        language: contact?.language ?? '',
      },
      address: {
        streetAndNumber: address?.streetAndNumber ?? '',
        postalCode: address?.postalCode ?? '',
        municipality: address?.municipality ?? '',
      },
    },
    call: (values, options) =>
      intake.editFamily({ familyId: family.id, revision: family.revision, ...values }, options),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput label={t('families.familyName')} {...form.field('contact.familyName')} />
        <TextInput type="tel" label={t('families.phone')} {...form.field('contact.phone')} />
        <TextInput type="email" label={t('families.email')} {...form.field('contact.email')} />
        <NativeSelect
          label={t('ui.language')}
          data={[{ value: '', label: t('ui.choose') }, ...choices('language', SPOKEN)]}
          {...form.field('contact.language')}
        />
        <TextInput label={t('families.howToReach')} {...form.field('contact.howToReach')} />
        <TextInput label={t('families.street')} {...form.field('address.streetAndNumber')} />
        <TextInput
          label={t('families.postalCode')}
          inputMode="numeric"
          {...form.field('address.postalCode')}
        />
        <TextInput label={t('ui.municipality')} {...form.field('address.municipality')} />
      </SimpleGrid>
    </FormFrame>
  );
}
