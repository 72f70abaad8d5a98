import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { IntakeService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { forgetExpired } from '#device/vault.ts';
import { isLanguage, keptLanguage, speak } from '#i18n/index.ts';
import { useSpeakAs } from '#ui/words.tsx';
import { OutboxWatch } from './outbox-watch.tsx';
import { useBranch } from './session.tsx';

/**
 * What watches over somebody who works: what waits for a network, what waited too long, and that the
 * screen speaks as the branch does.
 */
export function SignedIn() {
  const { i18n } = useTranslation();
  useEffect(() => void forgetExpired(), []);
  // what families read is not whole on the screens of who works here
  useEffect(() => {
    if (!isLanguage(i18n.language)) void speak(keptLanguage());
  }, [i18n.language]);
  const { code: branchCode } = useBranch();
  const options = { enabled: Boolean(branchCode), staleTime: 300_000, retry: false };
  const profile = useQuery(IntakeService.method.getProfile, { branchCode }, options);
  useSpeakAs(profile.data?.document);
  return <OutboxWatch />;
}
