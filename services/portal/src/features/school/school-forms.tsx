import { NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { School, SchoolContact } from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { isoDay } from '#ui/when.tsx';

const { listSchools, keepSchool, keepSchoolContact, mergeSchools, handOverContact } =
  SchoolLiaisonService.method;

type Closing = { close: () => void };
type SchoolProps = Closing & { branchCode: string; school?: School };

export function SchoolForm({ branchCode, school, close }: SchoolProps) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: keepSchool,
    draft: `school:${school?.id ?? 'new'}`,
    initial: { school: { ...school, branchCode } },
    // who speaks for it is kept by itself
    tidy: ({ school: values }) => ({
      school: {
        ...values,
        contacts: [],
        writtenAs: values.writtenAs.map((one) => one.trim()).filter(Boolean),
      },
    }),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="school-form">
      <Field of={form} at="school.name" label={t('school.name')} />
      <Field of={form} at="school.kinds" label={t('school.kinds')} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field of={form} at="school.municipality" label={t('school.municipality')} />
        <Field of={form} at="school.validFrom" label={t('school.validFrom')} />
        <Field of={form} at="school.validUntil" label={t('school.validUntil')} />
      </SimpleGrid>
      <Field of={form} at="school.writtenAs" label={t('school.writtenAs')} minRows={2} />
    </FormFrame>
  );
}

type ContactProps = Closing & { school: School; contact?: SchoolContact };

export function ContactForm({ school, contact, close }: ContactProps) {
  const { t } = useTranslation();
  const { branchCode } = school;
  const initial = { schoolIds: [school.id], role: 'care_coordinator' as const };
  const form = useKatrolForm({
    rpc: keepSchoolContact,
    draft: `school-contact:${contact?.id ?? `new:${school.id}`}`,
    initial: { contact: { ...initial, ...contact, branchCode } },
    done: close,
  });
  const others = school.contacts.filter((one) => one.id !== contact?.id);
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="contact-form">
      <Field of={form} at="contact.name" label={t('school.name')} />
      <Field of={form} at="contact.role" label={t('school.role')} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {/* the contract takes them in any form */}
        <TextInput label={t('school.phone')} {...form.field('contact.phone')} type="tel" />
        <TextInput label={t('school.email')} {...form.field('contact.email')} type="email" />
      </SimpleGrid>
      <Field of={form} at="contact.named" label={t('school.named')} />
      <NativeSelect
        label={t('school.deputy')}
        data={[
          { value: '', label: t('school.nobody') },
          ...others.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        {...form.field('contact.deputyId')}
      />
      <Field of={form} at="contact.until" label={t('school.until')} />
    </FormFrame>
  );
}

export function HandOverForm({
  school,
  contact,
  close,
}: Closing & { school: School; contact: SchoolContact }) {
  const { t } = useTranslation();
  const others = school.contacts.filter((one) => one.id !== contact.id);
  const deputy = others.find((one) => one.id === contact.deputyId);
  const next = deputy ?? others[0];
  const { id: contactId, revision, name } = contact;
  const form = useKatrolForm({
    rpc: handOverContact,
    initial: { contactId, toContactId: next?.id ?? '', until: isoDay(), revision },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('school.handOver')} cancel={close} testId="hand-over-form">
      <Text>{t('school.handOverText', { name })}</Text>
      <NativeSelect
        label={t('school.handOver')}
        data={others.map((one) => ({ value: one.id, label: one.name }))}
        {...form.field('toContactId')}
      />
      <Field of={form} at="until" label={t('school.until')} />
    </FormFrame>
  );
}

export function MergeForm({ school, close }: Closing & { school: School }) {
  const { t } = useTranslation();
  const { id: schoolId, branchCode, revision } = school;
  const all = useAllRows(listSchools, { branchCode });
  const others = (all.data ?? []).filter((one) => one.id !== schoolId && !one.intoSchoolId);
  const form = useKatrolForm({
    rpc: mergeSchools,
    initial: { schoolId, intoSchoolId: '', on: isoDay(), revision },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('school.merge')} cancel={close} testId="merge-schools-form">
      <Text>{t('school.mergeText')}</Text>
      <NativeSelect
        label={t('school.merge')}
        data={[
          { value: '', label: '' },
          ...others.map(({ id, name, municipality }) => ({
            value: id,
            label: [name, municipality].filter(Boolean).join(', '),
          })),
        ]}
        {...form.field('intoSchoolId')}
      />
      <Field of={form} at="on" label={t('school.sinceDay')} />
    </FormFrame>
  );
}
