import { OutboxWatch } from './outbox-watch.tsx';
import { SignInAgain } from './sign-in-again.tsx';

/** What watches over somebody who works: the end of the session, and what waits for a network. */
export function SignedIn() {
  return (
    <>
      <SignInAgain />
      <OutboxWatch />
    </>
  );
}
