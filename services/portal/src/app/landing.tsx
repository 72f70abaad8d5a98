import { Button, Group, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppLink } from '#ui/link.tsx';
import { Page, Waiting } from '#ui/page.tsx';
import { isoDay } from '#ui/when.tsx';
import { signInPath, useSession } from './session.tsx';

const plainLetters = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The front door: what this is, where to ask for help, where to sign in. */
export function Landing() {
  const { t, i18n } = useTranslation();
  const { branches } = useSession();
  const [search, setSearch] = useState('');
  const today = isoDay();
  const shown = branches.filter(
    (branch) =>
      (!branch.validUntil || branch.validUntil >= today) &&
      plainLetters(branch.name).includes(plainLetters(search)),
  );
  return (
    <Page title={t('app.welcome')} lead={t('app.welcomeText')}>
      <Group>
        <Button
          component="a"
          variant="light"
          href={signInPath(i18n.language)}
          data-testid="sign-in"
        >
          {t('app.signInStaff')}
        </Button>
      </Group>
      <section aria-labelledby="ask">
        <Title order={2} id="ask">
          {t('app.whereToAsk')}
        </Title>
        <Text className="lead" mb="sm">
          {t('app.whereToAskText')}
        </Text>
        <TextInput
          type="search"
          label={t('app.findBranch')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          maw={420}
          mb="md"
        />
        {branches.length ? null : <Waiting lines={3} />}
        <ul className="signpost" data-testid="branches">
          {shown.map((branch) => (
            <li key={branch.code}>
              <AppLink to={`/aanmelden/${branch.code}`}>{branch.name}</AppLink>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="how">
        <Title order={2} id="how" mb="sm">
          {t('app.how')}
        </Title>
        <ol className="signpost">
          {['one', 'two', 'three'].map((step) => (
            <li key={step} className="card">
              <Text fw={650}>{t(`app.how_${step}`)}</Text>
              <Text>{t(`app.how_${step}_text`)}</Text>
            </li>
          ))}
        </ol>
      </section>
    </Page>
  );
}
