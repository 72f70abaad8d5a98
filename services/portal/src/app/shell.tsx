import { Burger, Button } from '@mantine/core';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { speak } from '#i18n/index.ts';
import { LANGUAGES } from '#i18n/languages.ts';
import { later } from '#ui/later.tsx';
import { Target } from '#ui/link.tsx';
import { Empty, Page } from '#ui/page.tsx';
import { Guard } from './guard.tsx';
import { MoreLanguages } from './more-languages.tsx';
import { signInPath, signOut, useSession } from './session.tsx';

// only who signed in has these; the place of the first stands meanwhile
const Navigation = later(
  async () => (await import('./navigation.tsx')).Navigation,
  () => <div className="nav" />,
);
// nothing of it is on the page at first
const BranchSwitch = later(async () => (await import('./branch-switch.tsx')).BranchSwitch);
const SignOutEverywhere = later(
  async () => (await import('./sign-out-everywhere.tsx')).SignOutEverywhere,
);
const SignedIn = later(async () => (await import('./signed-in.tsx')).SignedIn);

const SETTLED_MS = 2_000;

/** True once the first page had the line to itself for a while. */
function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), SETTLED_MS);
    return () => clearTimeout(timer);
  }, []);
  return settled;
}

/** What is around every page: skip link, name, navigation by role, language, sign out. */
export function Shell() {
  const { t } = useTranslation();
  const { me } = useSession();
  const { pathname } = useLocation();
  // opened on a page, the menu closes by going to another
  const [openOn, setOpenOn] = useState('');
  const open = openOn === pathname;
  const settled = useSettled();
  return (
    <div className="shell">
      <header className="top">
        <a className="skip" href="#main">
          {t('app.skip')}
        </a>
        {me ? (
          <Burger
            className="burger"
            size="sm"
            opened={open}
            onClick={() => setOpenOn(open ? '' : pathname)}
            aria-label={open ? t('app.closeMenu') : t('app.openMenu')}
            aria-expanded={open}
            aria-controls="navigation"
          />
        ) : null}
        <Target to="/" className="brand">
          <img src="/katrol.svg" alt="" width={30} height={30} />
          {t('app.name')}
        </Target>
        <span className="space" />
        <div className={me ? 'tools-row wide-only' : 'tools-row'}>
          <Tools />
        </div>
      </header>
      <div className={me ? 'body with-nav' : 'body'}>
        {me ? <Navigation open={open} me={me} tools={<Tools />} /> : null}
        <Outlet />
      </div>
      <footer className="foot">
        <span>{t('app.footer')}</span>
      </footer>
      {me && settled ? <SignedIn /> : null}
    </div>
  );
}

/** What families read: the first page, and the form for them. */
const forEverybody = (path: string) => path === '/' || path.startsWith('/aanmelden/');

function Tools() {
  const { t, i18n } = useTranslation();
  const { me } = useSession();
  const { pathname } = useLocation();
  return (
    <>
      {me?.branches.length ? <BranchSwitch /> : null}
      <div className="languages" role="group" aria-label={t('app.language')}>
        {me === null && forEverybody(pathname) ? <MoreLanguages /> : null}
        {LANGUAGES.map((language) => (
          <button
            key={language}
            type="button"
            lang={language}
            aria-pressed={i18n.language === language}
            aria-label={`${language}, ${t(`app.languages.${language}`)}`}
            onClick={() => void speak(language)}
          >
            {language}
          </button>
        ))}
      </div>
      {me ? <span className="quiet">{me.name}</span> : null}
      {me ? (
        <Button variant="subtle" onClick={() => void signOut()} data-testid="sign-out">
          {t('app.signOut')}
        </Button>
      ) : null}
      {me ? <SignOutEverywhere /> : null}
      {me === null ? (
        <Button
          component="a"
          variant="subtle"
          className="wide-only"
          href={signInPath(i18n.language)}
        >
          {t('app.signIn')}
        </Button>
      ) : null}
    </>
  );
}

/** An address that leads nowhere. */
export function NotHere() {
  const { t } = useTranslation();
  return (
    <Guard>
      <Page title={t('app.notHere')}>
        <Empty title={t('app.notHereText')} />
      </Page>
    </Guard>
  );
}
