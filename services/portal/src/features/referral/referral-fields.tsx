import { ActionIcon, Button, Fieldset, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ReferrerKind } from '@katrol/proto/katrol/intake/v1/codes';
import { ContactFields } from '#ui/contact.tsx';
import { Field } from '#ui/form/field.tsx';
import { partOf, type FormPart } from '#ui/form/form-part.ts';
import { emptyChild, type ReferralValues } from './referral-values.ts';

type Of = { of: FormPart<ReferralValues> };

/** Who refers: kind, name, organisation, a way to answer. */
export function ReferrerFields({ of, kinds }: Of & { kinds: readonly ReferrerKind[] }) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('referral.whoRefers')}>
      <Stack>
        <Field of={of} at="referrer.kind" label={t('referral.referrerKind')} codes={kinds} />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Field of={of} at="referrer.name" label={t('referral.yourName')} autoComplete="name" />
          <Field
            of={of}
            at="referrer.organisation"
            label={t('referral.organisation')}
            autoComplete="organization"
          />
          <Field of={of} at="referrer.phone" label={t('referral.yourPhone')} autoComplete="tel" />
          <Field of={of} at="referrer.email" label={t('referral.yourEmail')} autoComplete="email" />
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
        <Field of={of} at="reason" label={t('referral.reason')} />
        <Field of={of} at="expectation" label={t('referral.expectation')} />
        <Field
          of={of}
          at="familyQuestion"
          label={t('referral.familyQuestion')}
          description={t('referral.familyQuestionHelp')}
        />
      </Stack>
    </Fieldset>
  );
}

/** How to reach the family. `self`: the family reads it. */
export function ReachFields({ of, self }: Of & { self: boolean }) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={self ? t('referral.howToReachYou') : t('referral.howToReach')}>
      <ContactFields of={partOf(of, 'contact')} voice={self ? 'own' : 'theirs'} />
    </Fieldset>
  );
}

/** The children: first name, grade, school; several are one family. */
export function ChildrenFields({ of, self }: Of & { self: boolean }) {
  const { t } = useTranslation();
  const { children } = of.values;
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
            onClick={() => of.set('children', [...children, emptyChild()])}
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
  const { children } = of.values;
  return (
    <Group align="flex-end" gap="sm" wrap="nowrap">
      <SimpleGrid cols={{ base: 1, sm: 3 }} flex={1} spacing="sm">
        <Field of={of} at={`children.${index}.firstName`} label={t('referral.firstName')} />
        <Field
          of={of}
          at={`children.${index}.grade`}
          label={t('referral.grade')}
          empty={t('referral.gradeUnknown')}
        />
        <Field of={of} at={`children.${index}.school`} label={t('referral.school')} />
      </SimpleGrid>
      {only ? null : (
        <ActionIcon
          type="button"
          variant="subtle"
          size={44}
          aria-label={t('referral.removeChild')}
          onClick={() =>
            of.set(
              'children',
              children.filter((_, at) => at !== index),
            )
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
      <Field of={of} at="priorConsent.familyAgreed" label={t('referral.familyAgreed')} />
      <Field of={of} at="priorConsent.familyInformed" label={t('referral.familyInformed')} />
    </Fieldset>
  );
}

export function AddressFields({ of }: Of) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('referral.address')}>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <Field of={of} at="address.streetAndNumber" label={t('referral.street')} />
        <Field
          of={of}
          at="address.postalCode"
          label={t('referral.postalCode')}
          inputMode="numeric"
        />
        <Field of={of} at="address.municipality" label={t('referral.municipality')} />
      </SimpleGrid>
    </Fieldset>
  );
}

/** What the family itself asks, in its words. */
export function SelfQuestion({ of }: Of) {
  const { t } = useTranslation();
  return (
    <Field
      of={of}
      at="familyQuestion"
      label={t('referral.yourQuestion')}
      description={t('referral.yourQuestionHelp')}
      minRows={3}
    />
  );
}
