import { SimpleGrid } from '@mantine/core';
import type { ContactWay } from '@katrol/proto/katrol/intake/v1/json';
import { fieldsOf } from '#api/contract.ts';
import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import type { FormPart } from './form/form-part.ts';
import { Field } from './form/field.tsx';
import { Said } from './said.tsx';

const MESSAGE = 'katrol.intake.v1.ContactWay';
const KEYS = fieldsOf(MESSAGE).map(({ key }) => key) as (keyof ContactWay)[];
const filledByBrowser: Partial<Record<keyof ContactWay, string>> = {
  familyName: 'name',
  phone: 'tel',
  email: 'email',
};

type Props = {
  of: FormPart<ContactWay>;
  /** who reads the questions: the family, somebody who refers it, or its branch */
  voice: 'own' | 'theirs' | 'file';
};

/** How a family is reached, every part of it that the contract knows. */
export function ContactFields({ of, voice }: Props) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      {KEYS.map((key) => (
        <Field
          key={key}
          of={of}
          at={key}
          label={t(`contact.${voice}.${key}`)}
          autoComplete={voice === 'own' ? filledByBrowser[key] : 'off'}
          placeholder={key === 'howToReach' ? t('contact.example') : undefined}
          empty={t('ui.choose')}
          minRows={1}
        />
      ))}
    </SimpleGrid>
  );
}

/** The same as name and value pairs, for a page; the name stands above it. */
export function useContactFacts(): (of: ContactWay | undefined) => [string, ReactNode][] {
  const { t } = useTranslation();
  return (of) =>
    KEYS.filter((key) => key !== 'familyName' && of?.[key]).map((key) => [
      t(`contact.file.${key}`),
      <Said key={key} message={MESSAGE} at={key} value={of?.[key] ?? ''} />,
    ]);
}
