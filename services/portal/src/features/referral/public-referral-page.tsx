import { Stack, Text } from '@mantine/core';
import { useQuery } from '@connectrpc/connect-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReferralForm } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { ReferrerKind } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { IntakeService } from '#api/names.ts';
import { intake } from '#api/transport.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Page, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useUrl } from '#ui/url.ts';
import { useWords } from '#ui/words.tsx';
import { Explanation } from './explanation.tsx';
import {
  ChildrenFields,
  ContactFields,
  PriorConsentFields,
  ReasonFields,
  ReferrerFields,
} from './referral-fields.tsx';
import { emptyReferral, toRequest } from './referral-values.ts';
import { SelfQuestion, ThankYou, WhomYouMeet, WhoAsks } from './public-parts.tsx';

type Sent = { anchorName: string; anchorPhone: string; consentAwaited: boolean };

/** The referral form of a branch, for everybody, without an account. */
export function PublicReferralPage() {
  const { branch = '' } = useParams({ strict: false }) as { branch?: string };
  const { t } = useTranslation();
  const form = useQuery(IntakeService.method.getReferralForm, { branchCode: branch });
  if (form.isError)
    return (
      <Page title={t('referral.publicTitle')}>
        <Trouble error={form.error} retry={() => void form.refetch()} />
      </Page>
    );
  if (!form.data)
    return (
      <Page title={t('referral.publicTitle')}>
        <Waiting />
      </Page>
    );
  return <PublicReferral of={form.data} />;
}

function PublicReferral({ of }: { of: ReferralForm }) {
  const { t } = useTranslation();
  const words = useWords();
  const [search, change] = useUrl();
  const [sent, setSent] = useState<Sent>();
  const name = words(of.publicName, of.branch?.name);
  const who = search.wie === 'gezin' || search.wie === 'derde' ? search.wie : '';
  if (sent)
    return (
      <ThankYou
        sent={sent}
        self={who === 'gezin'}
        name={name}
        again={() => {
          setSent(undefined);
          change({ wie: undefined });
        }}
      />
    );
  return (
    <Page title={t('referral.publicHeading', { name })} lead={t('referral.publicLead')}>
      <WhomYouMeet branch={of.branch} />
      <WhoAsks
        value={who}
        parents={of.referrers.includes(ReferrerKind.PARENT)}
        thirds={of.referrers.some((kind) => kind !== ReferrerKind.PARENT)}
        onChange={(wie) => change({ wie })}
      />
      {who === 'gezin' ? <Explanation words={of.explanationForFamilies} /> : null}
      {who ? <PublicForm key={who} of={of} self={who === 'gezin'} sent={setSent} /> : null}
    </Page>
  );
}

function PublicForm({
  of,
  self,
  sent,
}: {
  of: ReferralForm;
  self: boolean;
  sent: (answer: Sent) => void;
}) {
  const { t, i18n } = useTranslation();
  const kinds = of.referrers.filter((kind) => kind !== ReferrerKind.PARENT);
  const code = of.branch?.code ?? '';
  const form = useKatrolForm({
    draft: `public-referral:${code}:${self ? 'self' : 'third'}`,
    initial: emptyReferral(
      code,
      self ? ReferrerKind.PARENT : (kinds[0] ?? ReferrerKind.OTHER),
      self ? i18n.language : '',
    ),
    call: (values, options) => intake.submitReferral(toRequest(values), options),
    done: (answer) => sent(answer),
    saved: '',
  });
  return (
    <FormFrame
      of={form}
      submit={self ? t('referral.sendQuestion') : t('referral.send')}
      testId="referral-form"
    >
      <Stack>
        {self ? <SelfQuestion of={form} /> : <ReferrerFields of={form} kinds={kinds} />}
        <ChildrenFields of={form} self={self} />
        <ContactFields of={form} self={self} />
        {self ? null : <ReasonFields of={form} />}
        {!self && of.priorConsentAndInformation ? <PriorConsentFields of={form} /> : null}
        <Text className="quiet">
          {self ? t('referral.voluntarySelf') : t('referral.voluntary')}
        </Text>
      </Stack>
    </FormFrame>
  );
}
