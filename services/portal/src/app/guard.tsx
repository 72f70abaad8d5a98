import { Button, Text } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from '@tanstack/react-router';
import { Empty, Page, Waiting } from '#ui/page.tsx';
import { useArrive } from './arrive.ts';
import { hasEnded } from './ends.ts';
import { signInPath, useSession, type Role } from './session.tsx';

/** The main part of a page: who may not see it is told so, who is not signed in is asked to. */
export function Guard({
  roles,
  narrow,
  children,
}: {
  roles?: Role[];
  narrow?: boolean;
  children: ReactNode;
}) {
  const { me } = useSession();
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    // a new page is announced from its start, but what the page itself focused stays
    if (document.activeElement === document.body || document.activeElement?.closest('.nav'))
      main.current?.focus({ preventScroll: true });
  }, [pathname]);
  useArrive();
  const may = !roles || roles.some((role) => me?.roles.includes(role));
  return (
    <main id="main" ref={main} tabIndex={-1} className={narrow ? 'narrow' : undefined}>
      {roles && me === undefined ? <Waiting /> : null}
      {roles && me === null ? <SignInFirst /> : null}
      {roles && me && !may ? <NotForYou /> : null}
      {may && (!roles || me) ? children : null}
    </main>
  );
}

function SignInFirst() {
  const { t, i18n } = useTranslation();
  const [ended] = useState(hasEnded);
  return (
    <Page title={t(ended ? 'app.sessionEnded' : 'app.signInFirst')}>
      <Text>{t(ended ? 'app.sessionEndedText' : 'app.signInFirstText')}</Text>
      <div>
        <Button component="a" href={signInPath(i18n.language)}>
          {t(ended ? 'app.signInAgain' : 'app.signIn')}
        </Button>
      </div>
    </Page>
  );
}

function NotForYou() {
  const { t } = useTranslation();
  return (
    <Page title={t('app.notHere')}>
      <Empty title={t('app.notForYou')} />
    </Page>
  );
}
