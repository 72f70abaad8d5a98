import { Button, Group, NativeSelect, Radio, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Consent, Family } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { intake } from '#api/transport.ts';
import { SPOKEN, useChoices, useCodes } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand, useKatrolForm } from '#ui/form/use-form.ts';
import { Section, Tag } from '#ui/page.tsx';
import { isoDay, When } from '#ui/when.tsx';

const PURPOSES = [1, 2, 3, 4, 5];

/** What the family agreed to, purpose by purpose; it can be taken back any day. */
export function ConsentsPart({ family }: { family: Family }) {
  const { t } = useTranslation();
  return (
    <Section title={t('families.consents')} id="toestemmingen">
      <Text className="quiet" mb="sm">
        {t('families.consentsText')}
      </Text>
      <ul className="plain">
        {PURPOSES.map((purpose) => (
          <Purpose key={purpose} family={family} purpose={purpose} />
        ))}
      </ul>
    </Section>
  );
}

function Purpose({ family, purpose }: { family: Family; purpose: number }) {
  const { t } = useTranslation();
  const code = useCodes();
  const [open, setOpen] = useState(false);
  const newest = family.consents
    .filter((one) => one.purpose === purpose)
    .sort((a, b) => b.occurredOn.localeCompare(a.occurredOn))[0];
  const stands = newest?.given && !newest.withdrawnOn;
  const withdraw = useCommand((_: null, options) =>
    intake.withdrawConsent({ familyId: family.id, purpose, occurredOn: isoDay() }, options),
  );
  return (
    <li data-testid={`consent-${purpose}`}>
      <div className="line">
        <div>
          <Text fw={600}>{code('consentPurpose', purpose)}</Text>
          <State of={newest} />
        </div>
        {family.emergencyId ? null : (
          <Group gap="xs" className="no-print">
            {stands ? (
              <Button
                size="sm"
                variant="subtle"
                loading={withdraw.saving}
                onClick={() => void withdraw.run(null)}
                aria-label={t('families.withdrawFor', { purpose: code('consentPurpose', purpose) })}
              >
                {t('families.withdraw')}
              </Button>
            ) : null}
            <Button
              size="sm"
              variant="light"
              onClick={() => setOpen(!open)}
              aria-label={
                open
                  ? undefined
                  : t('families.askFor', { purpose: code('consentPurpose', purpose) })
              }
            >
              {open ? t('ui.close') : t('families.record')}
            </Button>
          </Group>
        )}
      </div>
      {open ? <ConsentForm family={family} purpose={purpose} close={() => setOpen(false)} /> : null}
    </li>
  );
}

function State({ of }: { of?: Consent }) {
  const { t } = useTranslation();
  const code = useCodes();
  if (!of) return <Text className="quiet">{t('families.notAsked')}</Text>;
  const details = [
    code('consentMeans', of.means),
    of.language ? code('language', of.language) : '',
    of.givenBy,
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <Text>
      <Tag tone={of.given && !of.withdrawnOn ? 'accent' : 'attention'}>
        {of.withdrawnOn
          ? t('families.withdrawn')
          : of.given
            ? t('families.given')
            : t('families.saidNo')}
      </Tag>{' '}
      <When at={of.withdrawnOn || of.occurredOn} /> <span className="quiet">{details}</span>
    </Text>
  );
}

function ConsentForm({
  family,
  purpose,
  close,
}: {
  family: Family;
  purpose: number;
  close: () => void;
}) {
  const { t } = useTranslation();
  const choices = useChoices();
  const form = useKatrolForm({
    draft: `consent:${family.id}:${purpose}`,
    initial: {
      given: 'yes',
      means: '1',
      language: family.contact?.language || 'nl',
      givenBy: '',
      occurredOn: isoDay(),
    },
    call: (values, options) =>
      intake.recordConsent(
        {
          ...values,
          familyId: family.id,
          purpose,
          given: values.given === 'yes',
          means: Number(values.means),
        },
        options,
      ),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="consent-form">
      <Radio.Group label={t('families.whatWasSaid')} {...form.field('given')}>
        <Group mt="xs">
          <Radio value="yes" label={t('ui.yes')} />
          <Radio value="no" label={t('ui.no')} />
        </Group>
      </Radio.Group>
      <NativeSelect
        label={t('families.howAsked')}
        data={choices('consentMeans', [1, 2, 3, 4])}
        {...form.field('means')}
      />
      <NativeSelect
        label={t('families.inLanguage')}
        data={choices('language', SPOKEN)}
        {...form.field('language')}
      />
      <TextInput
        label={t('families.givenBy')}
        placeholder={t('families.givenByExample')}
        {...form.field('givenBy')}
      />
      <TextInput type="date" label={t('families.on')} {...form.field('occurredOn')} />
    </FormFrame>
  );
}
