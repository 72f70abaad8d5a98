import { Button, CopyButton, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Referral } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Facts, Section } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { isoDay, When } from '#ui/when.tsx';
import { Forgetting } from './forgetting.tsx';

/** A question that ended: why, what the family hears of it, and the way back. */
export function EndedStep({ referral }: { referral: Referral }) {
  const { t } = useTranslation();
  const code = useCodes();
  const [search, change] = useUrl();
  const { closing, id } = referral;
  const isOpen = search.doe === `weer-${id}`;
  return (
    <Section
      title={t('waysOut.ended', { status: code('ReferralStatus', referral.status) })}
      id="weg-terug"
    >
      {closing ? (
        <Facts
          facts={[
            [t('families.on'), <When key="on" at={closing.occurredOn} />],
            [t('waysOut.by'), closing.by],
            [t('families.familySay'), closing.familySay],
            [t('waysOut.note'), closing.note],
          ]}
        />
      ) : null}
      {closing?.why ? <ToFamily text={t(`waysOut.say.${closing.why}`)} /> : null}
      <Forgetting of={referral} />
      {isOpen ? (
        <ReopenForm referral={referral} close={() => change({ doe: undefined })} />
      ) : (
        <Button variant="light" onClick={() => change({ doe: `weer-${id}` })}>
          {t('waysOut.reopen')}
        </Button>
      )}
    </Section>
  );
}

function ToFamily({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <div className="plain">
      <Text fw={600}>{t('waysOut.toFamily')}</Text>
      <blockquote className="quote">{text}</blockquote>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Group>
            <Button size="sm" variant="subtle" onClick={copy}>
              {t(copied ? 'waysOut.copied' : 'waysOut.copy')}
            </Button>
          </Group>
        )}
      </CopyButton>
    </div>
  );
}

function ReopenForm({ referral, close }: { referral: Referral; close: () => void }) {
  const { t } = useTranslation();
  const { id: referralId, revision } = referral;
  const form = useKatrolForm({
    rpc: IntakeService.method.reopenReferral,
    draft: `reopen:${referralId}`,
    initial: { referralId, revision, occurredOn: isoDay() },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('waysOut.reopenSave')} cancel={close} testId="reopen-form">
      <Field of={form} at="reason" label={t('waysOut.reopenWhy')} />
      <Field of={form} at="occurredOn" label={t('families.on')} maw={220} />
    </FormFrame>
  );
}
