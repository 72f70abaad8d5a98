import { Burger, Button, NativeSelect } from '@mantine/core';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, speak, type Language } from '#i18n/index.ts';
import { Target } from '#ui/link.tsx';
import { Empty, Page } from '#ui/page.tsx';
import { Guard } from './guard.tsx';
import { Navigation } from './navigation.tsx';
import { OutboxWatch } from './outbox-watch.tsx';
import { SignInAgain } from './sign-in-again.tsx';
import { signInPath, signOut, useSession } from './session.tsx';

/** What is around every page: skip link, name, navigation by role, language, sign out. */
export function Shell() {
  const { t } = useTranslation();
  const { me } = useSession();
  const { pathname } = useLocation();
  // opened on a page, the menu closes by going to another
  const [openOn, setOpenOn] = useState('');
  const open = openOn === pathname;
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
      <SignInAgain />
      <OutboxWatch />
    </div>
  );
}

function Tools() {
  const { t, i18n } = useTranslation();
  const { me } = useSession();
  return (
    <>
      <BranchSwitch />
      <div className="languages" role="group" aria-label={t('app.language')}>
        {LANGUAGES.map((language) => (
          <button
            key={language}
            type="button"
            lang={language}
            aria-pressed={i18n.language === language}
            aria-label={`${language}, ${t(`app.languages.${language}`)}`}
            onClick={() => void speak(language as Language)}
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

function BranchSwitch() {
  const { t } = useTranslation();
  const { me, branch, branches, setBranch } = useSession();
  const own = me?.branches ?? [];
  const nameOf = (code: string) => branches.find((one) => one.code === code)?.name ?? code;
  if (!own.length) return null;
  if (own.length === 1)
    return (
      <span className="strong" data-testid="branch">
        {nameOf(branch)}
      </span>
    );
  return (
    <NativeSelect
      aria-label={t('app.branch')}
      data={own.map((code) => ({ value: code, label: nameOf(code) }))}
      value={branch}
      onChange={(event) => setBranch(event.currentTarget.value)}
      data-testid="branch"
    />
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
