import { Button, Group, Text, TextInput, Title } from '@mantine/core';
import type { Branch } from '@katrol/proto/katrol/intake/v1/json';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IntakeService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { AppLink } from '#ui/link.tsx';
import { Page, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { isoDay } from '#ui/when.tsx';
import {
  allBegin,
  findPlaces,
  municipalities,
  wordsOf,
  type Found,
  type Municipality,
} from '@katrol/places/find';
import { signInPath } from './session.tsx';

/** More than these say nothing to somebody who looks for one. */
const NAMED = 3;

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
      <Branches search={search} />
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
  return <Choices open={open} search={search} />;
}

function Choices({ open, search }: { open: Branch[]; search: string }) {
  const { t } = useTranslation();
  const [all, setAll] = useState<Municipality[]>();
  const asks = search.trim() !== '';
  // the list of places comes when somebody looks for one, and the branches are there without it
  useEffect(() => {
    if (asks && !all) void municipalities().then(setAll);
  }, [asks, all]);
  const found = findPlaces(all ?? [], search);
  const nearOf = ({ municipalities: own }: Branch) => found.filter(({ nis }) => own.includes(nis));
  const shown = asks
    ? open.filter((one) => allBegin(wordsOf(search), wordsOf(one.name)) || nearOf(one).length > 0)
    : open;
  const without = asks
    ? found.filter(({ nis }) => !open.some((one) => one.municipalities.includes(nis)))
    : [];
  return (
    <>
      <ul className="signpost" data-testid="branches">
        {shown.map((branch) => (
          <li key={branch.code}>
            <AppLink to="/aanmelden/$branch" params={{ branch: branch.code }}>
              {branch.name}
            </AppLink>
            {asks && nearOf(branch).length > 0 ? (
              <Text className="quiet">{named(nearOf(branch))}</Text>
            ) : null}
          </li>
        ))}
      </ul>
      <div role="status" data-testid="no-branch">
        {asks && all && shown.length === 0 ? (
          <>
            <Text fw={650}>
              {without.length > 0
                ? t('app.noBranchIn', { place: named(without) })
                : t('app.placeUnknown')}
            </Text>
            <Text>{without.length > 0 ? t('app.noBranchInText') : t('app.placeUnknownText')}</Text>
          </>
        ) : without.length > 0 && shown.length > 0 ? (
          <Text className="quiet">{t('app.noBranchIn', { place: named(without) })}</Text>
        ) : null}
      </div>
    </>
  );
}

/** Places as somebody knows them: "Deurne (2100 Antwerpen)". */
function named(found: readonly Found[]): string {
  const names = found.map(({ place, codes, municipality }) => {
    const code = codes.length === 1 ? codes[0] : '';
    const of = place === municipality ? '' : municipality;
    const beside = [code, of].filter(Boolean).join(' ');
    return beside ? `${place} (${beside})` : place;
  });
  return names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ' …' : '');
}
