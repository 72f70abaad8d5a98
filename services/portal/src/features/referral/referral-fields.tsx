import {
  ActionIcon,
  Button,
  Checkbox,
  Fieldset,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { GRADES, SPOKEN, useChoices, useCodes } from '#ui/codes.ts';
import type { KatrolForm } from '#ui/form/use-form.ts';
import { emptyChild, type ReferralValues } from './referral-values.ts';

type Of = { of: KatrolForm<ReferralValues> };

/** Who refers: kind, name, organisation, a way to answer. */
export function ReferrerFields({ of, kinds }: Of & { kinds: number[] }) {
  const { t } = useTranslation();
  const code = useCodes();
  return (
    <Fieldset legend={t('referral.whoRefers')}>
      <Stack>
        <NativeSelect
          label={t('referral.referrerKind')}
          data={kinds.map((kind) => ({ value: String(kind), label: code('referrer', kind) }))}
          {...of.field('referrer.kind')}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={t('referral.yourName')}
            autoComplete="name"
            {...of.field('referrer.name')}
          />
          <TextInput
            label={t('referral.organisation')}
            autoComplete="organization"
            {...of.field('referrer.organisation')}
          />
          <TextInput
            label={t('referral.yourPhone')}
            type="tel"
            autoComplete="tel"
            {...of.field('referrer.phone')}
          />
          <TextInput
            label={t('referral.yourEmail')}
            type="email"
            autoComplete="email"
            {...of.field('referrer.email')}
          />
        </SimpleGrid>
      </Stack>
    </Fieldset>
  );
}

/** Why somebody refers and what they hope for, apart from what the family asks itself. */
export function ReasonFields({ of }: Of) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('referral.why')}>
      <Stack>
        <Textarea label={t('referral.reason')} {...of.field('reason')} />
        <Textarea label={t('referral.expectation')} {...of.field('expectation')} />
        <Textarea
          label={t('referral.familyQuestion')}
          description={t('referral.familyQuestionHelp')}
          {...of.field('familyQuestion')}
        />
      </Stack>
    </Fieldset>
  );
}

/** How to reach the family. `self`: the family reads it. */
export function ContactFields({ of, self }: Of & { self: boolean }) {
  const { t } = useTranslation();
  const choices = useChoices();
  return (
    <Fieldset legend={self ? t('referral.howToReachYou') : t('referral.howToReach')}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={self ? t('referral.ownName') : t('referral.familyName')}
            autoComplete={self ? 'name' : 'off'}
            {...of.field('contact.familyName')}
          />
          <TextInput
            label={self ? t('referral.ownPhone') : t('referral.phone')}
            type="tel"
            autoComplete={self ? 'tel' : 'off'}
            {...of.field('contact.phone')}
          />
          <TextInput
            label={self ? t('referral.ownEmail') : t('referral.email')}
            type="email"
            autoComplete={self ? 'email' : 'off'}
            {...of.field('contact.email')}
          />
          <NativeSelect
            label={self ? t('referral.ownLanguage') : t('referral.language')}
            data={[{ value: '', label: t('ui.choose') }, ...choices('language', SPOKEN)]}
            {...of.field('contact.language')}
          />
        </SimpleGrid>
        <TextInput
          label={self ? t('referral.ownWhen') : t('referral.when')}
          placeholder={t('referral.whenExample')}
          {...of.field('contact.howToReach')}
        />
      </Stack>
    </Fieldset>
  );
}

/** The children: first name, grade, school; several are one family. */
export function ChildrenFields({ of, self }: Of & { self: boolean }) {
  const { t } = useTranslation();
  const children = of.form.values.children;
  return (
    <Fieldset legend={self ? t('referral.yourChildren') : t('referral.children')}>
      <Stack>
        {children.map((_, index) => (
          <ChildRow key={index} of={of} index={index} only={children.length === 1} />
        ))}
        <div>
          <Button
            type="button"
            size="sm"
            variant="light"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => of.form.setFieldValue('children', [...children, emptyChild()] as never)}
          >
            {t('referral.addChild')}
          </Button>
        </div>
      </Stack>
    </Fieldset>
  );
}

function ChildRow({ of, index, only }: Of & { index: number; only: boolean }) {
  const { t } = useTranslation();
  const choices = useChoices();
  const values = of.form.values.children;
  return (
    <Group align="flex-end" gap="sm" wrap="nowrap">
      <SimpleGrid cols={{ base: 1, sm: 3 }} flex={1} spacing="sm">
        <TextInput label={t('referral.firstName')} {...of.field(`children.${index}.firstName`)} />
        <NativeSelect
          label={t('referral.grade')}
          data={[{ value: '', label: t('referral.gradeUnknown') }, ...choices('grade', GRADES)]}
          {...of.field(`children.${index}.grade`)}
        />
        <TextInput label={t('referral.school')} {...of.field(`children.${index}.school`)} />
      </SimpleGrid>
      {only ? null : (
        <ActionIcon
          type="button"
          variant="subtle"
          size={44}
          aria-label={t('referral.removeChild')}
          onClick={() =>
            of.form.setFieldValue('children', values.filter((_, at) => at !== index) as never)
          }
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}

/** The family's yes, where the branch asks for it first; it says why. */
export function PriorConsentFields({ of }: Of) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('referral.priorConsent')}>
      <Text mb="xs">{t('referral.priorConsentWhy')}</Text>
      <Checkbox label={t('referral.familyAgreed')} {...of.check('priorConsent.familyAgreed')} />
      <Checkbox label={t('referral.familyInformed')} {...of.check('priorConsent.familyInformed')} />
    </Fieldset>
  );
}

export function AddressFields({ of }: Of) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('referral.address')}>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <TextInput label={t('referral.street')} {...of.field('address.streetAndNumber')} />
        <TextInput
          label={t('referral.postalCode')}
          inputMode="numeric"
          {...of.field('address.postalCode')}
        />
        <TextInput label={t('referral.municipality')} {...of.field('address.municipality')} />
      </SimpleGrid>
    </Fieldset>
  );
}
