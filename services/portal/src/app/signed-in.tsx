import { useEffect } from 'react';
import { forgetExpired } from '#device/vault.ts';
import { OutboxWatch } from './outbox-watch.tsx';

/** What watches over somebody who works: what waits for a network, what waited too long. */
export function SignedIn() {
  useEffect(() => void forgetExpired(), []);
  return <OutboxWatch />;
}
