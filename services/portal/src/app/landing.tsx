import { Button, Group, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IntakeService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { AppLink } from '#ui/link.tsx';
import { Page, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { isoDay } from '#ui/when.tsx';
import { signInPath } from './session.tsx';

const plainLetters = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The front door: what this is, where to ask for help, where to sign in. */
export function Landing() {
  const { t, i18n } = useTranslation();
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
      <WhereToAsk />
      <section aria-labelledby="how">
        <Title order={2} id="how" mb="sm">
          {t('app.how')}
        </Title>
        <ol className="signpost">
          {(['one', 'two', 'three'] as const).map((step) => (
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

function WhereToAsk() {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  return (
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
      <Branches search={plainLetters(search)} />
    </section>
  );
}

/** Where a family can ask: the branches that are open, by name. */
function Branches({ search }: { search: string }) {
  const { t } = useTranslation();
  const all = useQuery(IntakeService.method.listBranches, {}, { staleTime: 300_000 });
  if (all.isPending) return <Waiting lines={3} />;
  if (all.isError) return <Trouble error={all.error} retry={() => void all.refetch()} />;
  const today = isoDay();
  const open = all.data.branches.filter((b) => !b.validUntil || b.validUntil >= today);
  if (open.length === 0) return <Text>{t('app.noBranchYet')}</Text>;
  const shown = open.filter(({ name }) => plainLetters(name).includes(search));
  return (
    <ul className="signpost" data-testid="branches">
      {shown.map((branch) => (
        <li key={branch.code}>
          <AppLink to="/aanmelden/$branch" params={{ branch: branch.code }}>
            {branch.name}
          </AppLink>
        </li>
      ))}
    </ul>
  );
}
