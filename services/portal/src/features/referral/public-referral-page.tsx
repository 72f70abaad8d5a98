import { useQuery } from '#api/query.ts';
import { useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReferralForm, SubmitReferralResponse } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { later } from '#ui/later.tsx';
import { Page, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useUrl } from '#ui/url.ts';
import { useSpeakAs, useWords } from '#ui/words.tsx';
import { Explanation } from './explanation.tsx';
import { AlsoIn, useFormWords, useWordedLanguage } from './form-words.tsx';
import { ThankYou, Translation, WhomYouMeet, WhoAsks } from './public-parts.tsx';

type Sent = SubmitReferralResponse;

// its code comes while somebody reads and chooses
const PublicForm = later(async () => (await import('./public-form.tsx')).PublicForm);

/** The referral form of a branch, for everybody, without an account. */
export function PublicReferralPage() {
  const { branch } = useParams({ from: '/aanmelden/$branch' });
  const { t } = useTranslation();
  const form = useQuery(IntakeService.method.getReferralForm, { branchCode: branch });
  const worded = useFormWords(branch);
  if (form.isError)
    return (
      <Page title={t('referral.publicTitle')}>
        <Trouble error={form.error} retry={() => void form.refetch()} />
      </Page>
    );
  if (!form.data || !worded)
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
  useSpeakAs(of);
  useWordedLanguage(of);
  const [search, change] = useUrl();
  const [sent, setSent] = useState<Sent>();
  useEffect(() => PublicForm.preload(), []);
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
      <Translation />
      <AlsoIn of={of} />
      <WhomYouMeet branch={of.branch} />
      <WhoAsks
        value={who}
        parents={of.referrers.includes('parent')}
        thirds={of.referrers.some((kind) => kind !== 'parent')}
        onChange={(wie) => change({ wie })}
      />
      {who === 'gezin' ? <Explanation words={of.explanationForFamilies} /> : null}
      {who ? <PublicForm key={who} of={of} self={who === 'gezin'} sent={setSent} /> : null}
    </Page>
  );
}
