import { Checkbox, Fieldset, Radio, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DecisionOutcome } from '@katrol/proto/katrol/intake/v1/codes';
import type { Family, Referral } from '@katrol/proto/katrol/intake/v1/json';
import type { Profile } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { partOf, type FormPart } from '#ui/form/form-part.ts';
import { useKatrolForm, type ValuesOf } from '#ui/form/use-form.ts';
import { isoDay } from '#ui/when.tsx';
import { useWords } from '#ui/words.tsx';
import { ElsewhereFields } from './elsewhere-fields.tsx';
import { childInSupport, NeedsFields } from './needs-fields.tsx';

const { decideOnReferral } = IntakeService.method;
type Values = ValuesOf<typeof decideOnReferral>;
type Props = { referral: Referral; family: Family; profile: Profile; close: () => void };

/** Deciding together: the family's own say always, then what the outcome needs. */
export function DecideForm({ referral, family, profile, close }: Props) {
  const { t } = useTranslation();
  const code = useCodes();
  const form = useKatrolForm({
    rpc: decideOnReferral,
    draft: `decide:${referral.id}`,
    initial: initialOf({ referral, family, profile }),
    tidy: tidied,
    done: close,
  });
  const { outcome } = form.values;
  const met = referral.visit?.status === 'held';
  return (
    <FormFrame of={form} submit={t('families.saveDecision')} cancel={close} testId="decide-form">
      <Field
        of={form}
        at="familySay"
        label={t('families.familySaid')}
        description={t('families.familySaidHelp')}
        minRows={3}
      />
      <Radio.Group label={t('families.whatDecided')} {...form.field('outcome')}>
        <Stack gap={0} mt="xs">
          {DecisionOutcome.map((one) => (
            <Radio key={one} value={one} label={code('DecisionOutcome', one)} />
          ))}
        </Stack>
      </Radio.Group>
      {outcome === 'trajectory' ? (
        <NeedsFields
          of={partOf(form, 'needs')}
          family={family}
          support={profile.document.support}
        />
      ) : null}
      {outcome === 'wait' ? (
        <Field of={form} at="waitReason" label={t('families.whyWait')} />
      ) : null}
      {outcome === 'lead_elsewhere' && !met ? (
        <>
          <Text className="quiet">{t('families.notMet')}</Text>
          <Field of={form} at="spokenAt" label={t('families.spokenAt')} chips />
        </>
      ) : null}
      {outcome === 'lead_elsewhere' ? (
        <ElsewhereFields of={partOf(form, 'warmReferral')} branchCode={family.branchCode} />
      ) : null}
      {outcome ? <Exclusions of={form} profile={profile} /> : null}
      <Field of={form} at="reason" label={t('families.decisionReason')} />
      <Field of={form} at="occurredOn" label={t('families.decidedOn')} maw={220} />
    </FormFrame>
  );
}

/** What a decision starts from: all children, the family's language, what the profile leaves no choice in. */
const initialOf = ({
  referral,
  family,
  profile: {
    document: {
      support: { places, fixedHours },
    },
  },
}: Omit<Props, 'close'>) => ({
  referralId: referral.id,
  revision: referral.revision,
  occurredOn: isoDay(),
  waitReason: 'no_tutor' as const,
  needs: {
    children: family.children.map(childInSupport),
    languages: [family.contact.language].filter(Boolean),
    // where there are several, one is chosen with the family
    placeKind: places.length === 1 ? places[0] : undefined,
    slots: fixedHours,
  },
  warmReferral: { checkOn: isoDay(21) },
});

// what the other outcomes would have asked for is not part of it
function tidied(values: Values): Values {
  const { outcome, waitReason, needs, warmReferral } = values;
  const elsewhere = outcome === 'lead_elsewhere';
  return {
    ...values,
    waitReason: outcome === 'wait' ? waitReason : '',
    spokenAt: elsewhere ? values.spokenAt : '',
    needs: elsewhere ? undefined : needs,
    warmReferral: elsewhere ? warmReferral : undefined,
  };
}

function Exclusions({ of, profile }: { of: FormPart<Values>; profile: Profile }) {
  const { t } = useTranslation();
  const words = useWords();
  const exclusions = profile.document.intake.exclusions;
  if (!exclusions.length) return null;
  return (
    <Fieldset legend={t('families.exclusions')}>
      <Text className="quiet">{t('families.exclusionsText')}</Text>
      <Checkbox.Group {...of.field('exclusions')}>
        {exclusions.map((one) => (
          <Checkbox
            key={one.code}
            value={one.code}
            label={words(one.label, one.code)}
            description={one.skillLacking ? t('families.skillLacking') : undefined}
          />
        ))}
      </Checkbox.Group>
    </Fieldset>
  );
}
