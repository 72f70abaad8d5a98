import {
  Checkbox,
  Fieldset,
  NativeSelect,
  Radio,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DecisionOutcome } from '@katrol/proto/katrol/intake/v1/events_pb';
import type { Family, Referral } from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { Profile } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { intake } from '#api/transport.ts';
import { stageOf, useChoices, useCodes } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm, type KatrolForm } from '#ui/form/use-form.ts';
import { isoDay } from '#ui/when.tsx';
import { useWords } from '#ui/words.tsx';
import { ElsewhereFields } from './elsewhere-fields.tsx';
import { NeedsFields } from './needs-fields.tsx';
import { initialDecision, type DecisionValues, type NeedsValues } from './decision-values.ts';

const WAIT_REASONS = ['no_tutor', 'no_slot', 'family_asked', 'training_needed', 'other'];
type Props = { referral: Referral; family: Family; profile: Profile; close: () => void };

/** Deciding together: the family's own say always, then what the outcome needs. */
export function DecideForm({ referral, family, profile, close }: Props) {
  const { t } = useTranslation();
  const code = useCodes();
  const form = useKatrolForm<DecisionValues, Referral>({
    draft: `decide:${referral.id}`,
    initial: initialDecision(family, profile, isoDay(), isoDay(21)),
    call: (values, options) =>
      intake.decideOnReferral(toRequest(values, referral, family), options),
    done: close,
  });
  const outcome = Number(form.form.values.outcome);
  return (
    <FormFrame of={form} submit={t('families.saveDecision')} cancel={close} testId="decide-form">
      <Textarea
        label={t('families.familySaid')}
        description={t('families.familySaidHelp')}
        minRows={3}
        {...form.field('familySay')}
      />
      <Radio.Group label={t('families.whatDecided')} {...form.field('outcome')}>
        <Stack gap={0} mt="xs">
          {[DecisionOutcome.TRAJECTORY, DecisionOutcome.WAIT, DecisionOutcome.LEAD_ELSEWHERE].map(
            (one) => (
              <Radio key={one} value={String(one)} label={code('outcome', one)} />
            ),
          )}
        </Stack>
      </Radio.Group>
      {outcome === DecisionOutcome.TRAJECTORY ? (
        <NeedsFields of={form as unknown as KatrolForm<{ needs: NeedsValues }>} family={family} />
      ) : null}
      {outcome === DecisionOutcome.WAIT ? <WaitFields of={form} /> : null}
      {outcome === DecisionOutcome.LEAD_ELSEWHERE ? (
        <ElsewhereFields of={form} branchCode={family.branchCode} />
      ) : null}
      {outcome ? <Exclusions of={form} profile={profile} /> : null}
      <Textarea label={t('families.decisionReason')} {...form.field('reason')} />
      <TextInput
        type="date"
        label={t('families.decidedOn')}
        maw={220}
        {...form.field('occurredOn')}
      />
    </FormFrame>
  );
}

function toRequest(values: DecisionValues, referral: Referral, family: Family) {
  const outcome = Number(values.outcome);
  const { needs, warmReferral, ...others } = values;
  const children = family.children
    .filter((child) => needs.childIds.includes(child.id))
    .map((child) => ({ childId: child.id, grade: child.grade, stage: stageOf(child.grade) }));
  return {
    ...others,
    referralId: referral.id,
    revision: referral.revision,
    outcome,
    waitReason: outcome === DecisionOutcome.WAIT ? values.waitReason : '',
    needs:
      outcome === DecisionOutcome.LEAD_ELSEWHERE
        ? undefined
        : {
            children,
            slots: needs.slots,
            languages: needs.languages,
            subjects: needs.subjects,
            placeKind: Number(needs.placeKind),
            lifeDomains: needs.lifeDomains,
            cell: needs.cell,
          },
    warmReferral: outcome === DecisionOutcome.LEAD_ELSEWHERE ? warmReferral : undefined,
  };
}

function WaitFields({ of }: { of: KatrolForm<DecisionValues> }) {
  const { t } = useTranslation();
  const choices = useChoices();
  return (
    <NativeSelect
      label={t('families.whyWait')}
      data={choices('waitReason', WAIT_REASONS)}
      {...of.field('waitReason')}
    />
  );
}

function Exclusions({ of, profile }: { of: KatrolForm<DecisionValues>; profile: Profile }) {
  const { t } = useTranslation();
  const words = useWords();
  const exclusions = profile.document?.intake?.exclusions ?? [];
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
