import { Button, Group, Radio, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Consent, Family } from '@katrol/proto/katrol/intake/v1/json';
import { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import { IntakeService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Section, Tag } from '#ui/page.tsx';
import { isoDay, When } from '#ui/when.tsx';

/** What the family agreed to, purpose by purpose; it can be taken back any day. */
export function ConsentsPart({ family }: { family: Family }) {
  const { t } = useTranslation();
  return (
    <Section title={t('families.consents')} id="toestemmingen">
      <Text className="quiet" mb="sm">
        {t('families.consentsText')}
      </Text>
      <ul className="plain">
        {ConsentPurpose.map((purpose) => (
          <Purpose key={purpose} family={family} purpose={purpose} />
        ))}
      </ul>
    </Section>
  );
}

function Purpose({ family, purpose }: { family: Family; purpose: ConsentPurpose }) {
  const { t } = useTranslation();
  const code = useCodes();
  const [open, setOpen] = useState(false);
  const newest = family.consents
    .filter((one) => one.purpose === purpose)
    .sort((a, b) => b.occurredOn.localeCompare(a.occurredOn))[0];
  const stands = newest?.given && !newest.withdrawnOn;
  const withdraw = useCommand(IntakeService.method.withdrawConsent);
  const { id: familyId } = family;
  return (
    <li data-testid={`consent-${purpose}`}>
      <div className="line">
        <div>
          <Text fw={600}>{code('ConsentPurpose', purpose)}</Text>
          <State of={newest} />
        </div>
        {family.emergencyId ? null : (
          <Group gap="xs" className="no-print">
            {stands ? (
              <Button
                size="sm"
                variant="subtle"
                loading={withdraw.saving}
                onClick={() => void withdraw.run({ familyId, purpose, occurredOn: isoDay() })}
                aria-label={t('families.withdrawFor', { purpose: code('ConsentPurpose', purpose) })}
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
                  : t('families.askFor', { purpose: code('ConsentPurpose', purpose) })
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
  const details = [code('ConsentMeans', of.means), code('Language', of.language), of.givenBy]
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

type FormProps = { family: Family; purpose: ConsentPurpose; close: () => void };

function ConsentForm({ family, purpose, close }: FormProps) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: IntakeService.method.recordConsent,
    draft: `consent:${family.id}:${purpose}`,
    initial: {
      familyId: family.id,
      purpose,
      given: true,
      means: 'spoken',
      language: family.contact.language || 'nl',
      occurredOn: isoDay(),
    },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="consent-form">
      <Radio.Group
        label={t('families.whatWasSaid')}
        value={form.values.given ? 'yes' : 'no'}
        onChange={(said) => form.set('given', said === 'yes')}
        data-field="given"
      >
        <Group mt="xs">
          <Radio value="yes" label={t('ui.yes')} />
          <Radio value="no" label={t('ui.no')} />
        </Group>
      </Radio.Group>
      <Field of={form} at="means" label={t('families.howAsked')} />
      <Field of={form} at="language" label={t('families.inLanguage')} />
      <Field
        of={form}
        at="givenBy"
        label={t('families.givenBy')}
        placeholder={t('families.givenByExample')}
      />
      <Field of={form} at="occurredOn" label={t('families.on')} />
    </FormFrame>
  );
}
