import { Fieldset, Group, Radio, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Answer } from '@katrol/proto/katrol/intake/v1/codes';
import type { Referral } from '@katrol/proto/katrol/intake/v1/json';
import type { Profile } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import type { FormPart } from '#ui/form/form-part.ts';
import { useKatrolForm, type ValuesOf } from '#ui/form/use-form.ts';
import { isoDay } from '#ui/when.tsx';
import { useWords, type Words } from '#ui/words.tsx';

const { recordVisit } = IntakeService.method;
type Values = ValuesOf<typeof recordVisit>;

// what the profile weighs: its criteria, and what may lead elsewhere
function weighed(profile: Profile): { code: string; label: Words; help?: Words }[] {
  const { criteriaSet, exclusions } = profile.document.intake;
  return [...(criteriaSet?.criteria ?? []), ...exclusions];
}

// a visit that is written up took place: not on a day to come
const dayAtMost = (day: string | undefined, today: string): string =>
  day && day <= today ? day : today;

function initialOf(referral: Referral, profile: Profile) {
  const { visit, indicators, status, lifeDomains } = referral;
  const before = new Map(indicators.map((one) => [one.code, one.answer]));
  const said = new Map(visit?.answers.map((one) => [one.code, one.text]));
  return {
    referralId: referral.id,
    revision: referral.revision,
    heldOn: visit?.heldOn || dayAtMost(visit?.plannedFor.slice(0, 10), isoDay()),
    place: visit?.place || ('home' as const),
    answers: profile.document.intake.conversationGuide.map(({ code }) => ({
      code,
      text: said.get(code) ?? '',
    })),
    familyQuestion: status === 'visited' ? referral.questionAtVisit : referral.familyQuestion,
    languageSupports: visit?.languageSupports ?? [],
    saidVoluntary: visit?.saidVoluntary ?? false,
    indicators: weighed(profile).map(({ code }) => ({
      code,
      answer: before.get(code) || ('unknown' as const),
    })),
    lifeDomains,
  };
}

type Props = { referral: Referral; profile: Profile; close: () => void };

/**
 * The first conversation written up with the guide of the branch's profile; only its own indicators
 * are asked.
 */
export function RecordVisitForm({ referral, profile, close }: Props) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: recordVisit,
    draft: `visit:${referral.id}`,
    initial: initialOf(referral, profile),
    tidy: (values) => ({ ...values, answers: values.answers.filter((one) => one.text.trim()) }),
    done: close,
  });
  const { missed } = form.values;
  return (
    <FormFrame
      of={form}
      submit={missed ? t('families.saveMissed') : t('families.saveVisit')}
      cancel={close}
      testId="record-visit-form"
    >
      <Group align="flex-end">
        <Field of={form} at="heldOn" label={t('families.heldOn')} />
        <Field of={form} at="missed" label={t('families.visitMissed')} />
      </Group>
      {missed ? (
        <Text className="quiet">{t('families.visitMissedText')}</Text>
      ) : (
        <Held of={form} profile={profile} referral={referral} />
      )}
    </FormFrame>
  );
}

type PartProps = { of: FormPart<Values>; profile: Profile };

function Held({ of, profile, referral }: PartProps & { referral: Referral }) {
  const { t } = useTranslation();
  const words = useWords();
  const { languageSupports, conversationGuide } = profile.document.intake;
  return (
    <>
      <Field of={of} at="place" label={t('families.visitWhere')} chips />
      {languageSupports.length ? (
        <Field
          of={of}
          at="languageSupports"
          label={t('families.languageSupports')}
          codes={languageSupports}
        />
      ) : null}
      <Field of={of} at="saidVoluntary" label={t('families.saidVoluntary')} />
      <Field
        of={of}
        at="familyQuestion"
        label={t('families.questionAgain')}
        description={
          referral.familyQuestion
            ? t('families.questionBefore', { question: referral.familyQuestion })
            : t('families.questionAgainHelp')
        }
        minRows={3}
      />
      {conversationGuide.length ? (
        <Fieldset legend={t('families.guide')}>
          <Text className="quiet" mb="sm">
            {t('families.guideText')}
          </Text>
          <Stack>
            {conversationGuide.map((question, index) => (
              <Field
                key={question.code}
                of={of}
                at={`answers.${index}.text`}
                label={words(question.text, question.code)}
              />
            ))}
          </Stack>
        </Fieldset>
      ) : null}
      <Field of={of} at="lifeDomains" label={t('families.lifeDomains')} />
      <Indicators of={of} profile={profile} />
    </>
  );
}

function Indicators({ of, profile }: PartProps) {
  const { t } = useTranslation();
  const words = useWords();
  const code = useCodes();
  const criteria = weighed(profile);
  if (!criteria.length) return null;
  return (
    <Fieldset legend={t('families.indicators')}>
      <Text className="quiet" mb="sm">
        {t('families.indicatorsText')}
      </Text>
      <Stack>
        {criteria.map((one, index) => (
          <Radio.Group
            key={one.code}
            label={words(one.label, one.code)}
            description={words(one.help) || undefined}
            {...of.field(`indicators.${index}.answer`)}
            data-testid={`indicator-${one.code}`}
          >
            <Group gap="md">
              {Answer.map((answer) => (
                <Radio key={answer} value={answer} label={code('Answer', answer)} />
              ))}
            </Group>
          </Radio.Group>
        ))}
      </Stack>
    </Fieldset>
  );
}
