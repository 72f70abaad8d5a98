import { Checkbox, Fieldset, Group, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Answer, ReferralStatus, type Referral } from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { Profile, Words } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { intake } from '#api/transport.ts';
import { LIFE_DOMAINS, useCodes } from '#ui/codes.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { OneOf, Ticks } from '#ui/form/ticks.tsx';
import { useKatrolForm, type KatrolForm } from '#ui/form/use-form.ts';
import { isoDay } from '#ui/when.tsx';
import { useWords } from '#ui/words.tsx';
import { VISIT_PLACES } from './plan-visit-form.tsx';

type Values = {
  missed: boolean;
  heldOn: string;
  place: string;
  answers: { code: string; text: string }[];
  familyQuestion: string;
  languageSupports: string[];
  saidVoluntary: boolean;
  indicators: { code: string; answer: string }[];
  lifeDomains: string[];
};

// what the profile weighs: its criteria, and what may lead elsewhere
function weighed(profile: Profile): { code: string; label?: Words; help?: Words }[] {
  const rules = profile.document?.intake;
  return [...(rules?.criteriaSet?.criteria ?? []), ...(rules?.exclusions ?? [])];
}

// a visit that is written up took place: not on a day to come
const dayAtMost = (day: string | undefined, today: string): string =>
  day && day <= today ? day : today;

function initialOf(referral: Referral, profile: Profile): Values {
  const intakeRules = profile.document?.intake;
  const before = new Map(referral.indicators.map((one) => [one.code, one.answer]));
  const said = new Map(referral.visit?.answers.map((one) => [one.code, one.text]));
  const written = referral.status === ReferralStatus.VISITED;
  return {
    missed: false,
    heldOn: referral.visit?.heldOn || dayAtMost(referral.visit?.plannedFor.slice(0, 10), isoDay()),
    place: referral.visit?.place || 'home',
    answers: (intakeRules?.conversationGuide ?? []).map((question) => ({
      code: question.code,
      text: said.get(question.code) ?? '',
    })),
    familyQuestion: written ? referral.questionAtVisit : referral.familyQuestion,
    languageSupports: referral.visit?.languageSupports ?? [],
    saidVoluntary: referral.visit?.saidVoluntary ?? false,
    indicators: weighed(profile).map((one) => ({
      code: one.code,
      answer: String(before.get(one.code) || Answer.UNKNOWN),
    })),
    lifeDomains: referral.lifeDomains,
  };
}

type Props = { referral: Referral; profile: Profile; close: () => void };

/** The first conversation written up with the guide of the branch's profile; only its own indicators are asked. */
export function RecordVisitForm({ referral, profile, close }: Props) {
  const { t } = useTranslation();
  const form = useKatrolForm<Values, Referral>({
    draft: `visit:${referral.id}`,
    initial: initialOf(referral, profile),
    call: ({ indicators, answers, ...values }, options) =>
      intake.recordVisit(
        {
          ...values,
          referralId: referral.id,
          revision: referral.revision,
          answers: answers.filter((one) => one.text.trim()),
          indicators: indicators.map((one) => ({ code: one.code, answer: Number(one.answer) })),
        },
        options,
      ),
    done: close,
  });
  const { values } = form.form;
  return (
    <FormFrame
      of={form}
      submit={values.missed ? t('families.saveMissed') : t('families.saveVisit')}
      cancel={close}
      testId="record-visit-form"
    >
      <Group align="flex-end">
        <TextInput type="date" label={t('families.heldOn')} {...form.field('heldOn')} />
        <Checkbox label={t('families.visitMissed')} {...form.check('missed')} />
      </Group>
      {values.missed ? (
        <Text className="quiet">{t('families.visitMissedText')}</Text>
      ) : (
        <Held of={form} profile={profile} referral={referral} />
      )}
    </FormFrame>
  );
}

function Held({
  of,
  profile,
  referral,
}: {
  of: KatrolForm<Values>;
  profile: Profile;
  referral: Referral;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const { values, setFieldValue } = of.form;
  const rules = profile.document?.intake;
  return (
    <>
      <OneOf
        label={t('families.visitWhere')}
        list="visitPlace"
        codes={VISIT_PLACES}
        value={values.place}
        onChange={(place) => setFieldValue('place', place)}
        field="place"
      />
      {rules?.languageSupports.length ? (
        <Ticks
          label={t('families.languageSupports')}
          list="support"
          codes={rules.languageSupports}
          value={values.languageSupports}
          onChange={(next) => setFieldValue('languageSupports', next)}
          field="languageSupports"
        />
      ) : null}
      <Checkbox label={t('families.saidVoluntary')} {...of.check('saidVoluntary')} />
      <Textarea
        label={t('families.questionAgain')}
        description={
          referral.familyQuestion
            ? t('families.questionBefore', { question: referral.familyQuestion })
            : t('families.questionAgainHelp')
        }
        minRows={3}
        {...of.field('familyQuestion')}
      />
      {rules?.conversationGuide.length ? (
        <Fieldset legend={t('families.guide')}>
          <Text className="quiet" mb="sm">
            {t('families.guideText')}
          </Text>
          <Stack>
            {rules.conversationGuide.map((question, index) => (
              <Textarea
                key={question.code}
                label={words(question.text, question.code)}
                {...of.field(`answers.${index}.text`)}
              />
            ))}
          </Stack>
        </Fieldset>
      ) : null}
      <Ticks
        label={t('families.lifeDomains')}
        list="domain"
        codes={LIFE_DOMAINS}
        value={values.lifeDomains}
        onChange={(next) => setFieldValue('lifeDomains', next)}
        field="lifeDomains"
      />
      <Indicators of={of} profile={profile} />
    </>
  );
}

function Indicators({ of, profile }: { of: KatrolForm<Values>; profile: Profile }) {
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
              {[Answer.MET, Answer.NOT_MET, Answer.UNKNOWN].map((answer) => (
                <Radio key={answer} value={String(answer)} label={code('answer', answer)} />
              ))}
            </Group>
          </Radio.Group>
        ))}
      </Stack>
    </Fieldset>
  );
}
