import { Button, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AgreementSide, ConsentMeans } from '@katrol/proto/katrol/intake/v1/codes';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Section } from '#ui/page.tsx';
import { SheetText } from '#ui/sheet.tsx';
import { When } from '#ui/when.tsx';
import { askable, usePersonName } from './person.ts';

// by the own link only the person signs
const NOTED = ConsentMeans.filter((one) => one !== 'link');

/** The agreement sheet: family, tutor and branch each promise; unsigned it delays nothing. */
export function AgreementPart({ family }: { family: Family }) {
  const { t } = useTranslation();
  const code = useCodes();
  const name = usePersonName(family);
  const [open, setOpen] = useState(false);
  if (!family.agreementUsed) return null;
  return (
    <Section title={t('families.agreement')} id="afsprakenblad">
      <Text className="quiet">{t('families.agreementText')}</Text>
      {family.agreementSheet ? (
        <details>
          <summary>{t('families.agreementToday')}</summary>
          <SheetText of={family.agreementSheet} />
        </details>
      ) : null}
      <ul className="plain" data-testid="agreement">
        {family.agreement.map((one) => (
          <li key={`${one.side} ${one.personId} ${one.sheet?.hash}`}>
            <Text>
              {code('AgreementSide', one.side)}
              {one.side === 'family' && one.personId ? ` · ${name(one.personId)}` : ''} ·{' '}
              <When at={one.signedOn} />
              <span className="quiet">
                {' '}
                {one.means ? code('ConsentMeans', one.means) : t('families.signedThemselves')}
                {one.recordedBy ? ` · ${one.recordedBy}` : ''}
              </span>
            </Text>
            {one.newer ? <Text className="quiet">{t('families.sheetNewer')}</Text> : null}
            {one.newer && one.sheet?.hash ? (
              <details>
                <summary>{t('families.sheetSigned')}</summary>
                <SheetText of={one.sheet} />
              </details>
            ) : null}
          </li>
        ))}
      </ul>
      {open ? (
        <SignForm family={family} close={() => setOpen(false)} />
      ) : (
        <Button size="sm" variant="light" className="no-print" onClick={() => setOpen(true)}>
          {t('families.sign')}
        </Button>
      )}
    </Section>
  );
}

/** Who promised, spoken or on paper. */
function SignForm({ family, close }: { family: Family; close: () => void }) {
  const { t } = useTranslation();
  const name = usePersonName(family);
  const people = askable(family);
  const signed = new Set(family.agreement.map((one) => one.side));
  const next = AgreementSide.find((one) => one !== 'family' && !signed.has(one)) ?? 'family';
  const form = useKatrolForm({
    rpc: IntakeService.method.signAgreement,
    initial: {
      familyId: family.id,
      side: next as AgreementSide,
      personId: people[0] ?? '',
      means: 'spoken' as ConsentMeans,
      hash: family.agreementSheet?.hash ?? '',
    },
    tidy: (values) => ({ ...values, personId: values.side === 'family' ? values.personId : '' }),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="sign-form">
      <Field of={form} at="side" label={t('families.signedBy')} />
      {form.values.side === 'family' ? (
        <NativeSelect
          label={t('families.signedPerson')}
          data={people.map((id) => ({ value: id, label: name(id) }))}
          {...form.field('personId')}
        />
      ) : null}
      <Field of={form} at="means" label={t('families.signedHow')} codes={NOTED} />
    </FormFrame>
  );
}
