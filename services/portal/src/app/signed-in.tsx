import { useEffect } from 'react';
import { IntakeService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { forgetExpired } from '#device/vault.ts';
import { useSpeakAs } from '#ui/words.tsx';
import { OutboxWatch } from './outbox-watch.tsx';
import { useBranch } from './session.tsx';

/**
 * What watches over somebody who works: what waits for a network, what waited too long, and that the
 * screen speaks as the branch does.
 */
export function SignedIn() {
  useEffect(() => void forgetExpired(), []);
  const { code: branchCode } = useBranch();
  const options = { enabled: Boolean(branchCode), staleTime: 300_000, retry: false };
  const profile = useQuery(IntakeService.method.getProfile, { branchCode }, options);
  useSpeakAs(profile.data?.document);
  return <OutboxWatch />;
}
