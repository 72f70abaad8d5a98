import { Button, Radio, Stack, Text } from '@mantine/core';
import { IconHomeHeart, IconMessageHeart } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Branch } from '@katrol/proto/katrol/intake/v1/json';
import { speak } from '#i18n/index.ts';
import { Page } from '#ui/page.tsx';
import { PhoneLink } from '#ui/reach.tsx';

/** Dutch comes first here; what stands in another language says that it is a translation. */
export function Translation() {
  const { t, i18n } = useTranslation();
  if (i18n.language === 'nl') return null;
  return (
    <Text className="quiet" data-testid="translation">
      {t('referral.isTranslation')}{' '}
      <button type="button" className="plain-button" onClick={() => void speak('nl')}>
        {t('referral.readDutch')}
      </button>
    </Text>
  );
}

/** Whom the family will meet, before anything is asked. */
export function WhomYouMeet({ branch }: { branch?: Branch }) {
  const { t } = useTranslation();
  if (!branch?.anchorName) return null;
  return (
    <div className="section" data-testid="anchor">
      <Text fw={650}>
        <IconHomeHeart size={20} aria-hidden style={{ verticalAlign: 'text-bottom' }} />{' '}
        {t('referral.youMeet', { name: branch.anchorName })}
      </Text>
      <Text>{t('referral.youMeetText', { name: branch.anchorName })}</Text>
      {branch.anchorPhone ? <PhoneLink to={branch.anchorPhone} /> : null}
    </div>
  );
}

type WhoProps = {
  value: string;
  parents: boolean;
  thirds: boolean;
  onChange: (value: string) => void;
};

/** Two ways in: one refers a family, or a family asks for itself. */
export function WhoAsks({ value, parents, thirds, onChange }: WhoProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group label={t('referral.whoAreYou')} value={value} onChange={onChange}>
      <Stack gap="xs" mt="xs">
        {thirds ? <Radio value="derde" label={t('referral.iRefer')} /> : null}
        {parents ? <Radio value="gezin" label={t('referral.iAsk')} /> : null}
      </Stack>
    </Radio.Group>
  );
}

type ThanksProps = {
  sent: { anchorName: string; anchorPhone: string; consentAwaited: boolean };
  self: boolean;
  name: string;
  again: () => void;
};

const STEPS = {
  consent: ['consentOne', 'consentTwo'],
  self: ['selfOne', 'selfTwo', 'selfThree'],
  third: ['thirdOne', 'thirdTwo', 'thirdThree'],
} as const;

/** Thank you, and what happens now: who does what. */
export function ThankYou({ sent, self, name, again }: ThanksProps) {
  const { t } = useTranslation();
  const who = sent.anchorName || name;
  const steps = STEPS[sent.consentAwaited ? 'consent' : self ? 'self' : 'third'];
  return (
    <Page
      title={self ? t('referral.thanksSelf') : t('referral.thanks')}
      lead={t('referral.thanksLead')}
    >
      <div className="section" data-testid="thank-you" role="status">
        <Text fw={650}>
          <IconMessageHeart size={20} aria-hidden style={{ verticalAlign: 'text-bottom' }} />{' '}
          {t('referral.nowWhat')}
        </Text>
        <ol>
          {steps.map((step) => (
            <li key={step}>{t(`referral.next.${step}`, { name: who })}</li>
          ))}
        </ol>
        {sent.anchorPhone ? (
          <Text>
            {t('referral.callAnchor', { name: who })} <PhoneLink to={sent.anchorPhone} />
          </Text>
        ) : null}
      </div>
      <div>
        <Button variant="light" onClick={again}>
          {t('referral.another')}
        </Button>
      </div>
    </Page>
  );
}
