import { Button, Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useBranch, useSession } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useUrl } from '#ui/url.ts';
import { When } from '#ui/when.tsx';
import { ProfileForm } from './profile-form.tsx';
import { ProfileView } from './profile-view.tsx';

/** How the branch works, on one page that everybody who works there can read. */
export function ProfilePage() {
  const { t } = useTranslation();
  const { me } = useSession();
  const home = useBranch();
  const [search, change] = useUrl();
  const branchCode = search.werking || home.code;
  const [edit, setEdit] = useState(false);
  const version = Number(search.versie) || 0;
  const profile = useQuery(
    IntakeService.method.getProfile,
    { branchCode, version },
    { enabled: Boolean(branchCode) },
  );
  const may = me?.roles.includes('coordinator') && branchCode === home.code && !version;
  if (profile.isError)
    return (
      <Page title={t('profile.title')}>
        <Trouble error={profile.error} />
      </Page>
    );
  if (!profile.data)
    return (
      <Page title={t('profile.title')}>
        <Waiting lines={8} />
      </Page>
    );
  return (
    <Page
      title={t('profile.title')}
      lead={<Lead of={profile.data} />}
      actions={
        may && !edit ? (
          <Button onClick={() => setEdit(true)} data-testid="edit-profile">
            {t('profile.edit')}
          </Button>
        ) : null
      }
    >
      {edit ? (
        <ProfileForm profile={profile.data} close={() => setEdit(false)} />
      ) : profile.data.document ? (
        <ProfileView of={profile.data.document} />
      ) : null}
      <Versions
        branchCode={branchCode}
        chosen={profile.data.version}
        choose={(one) => change({ versie: one })}
      />
    </Page>
  );
}

function Lead({ of }: { of: Profile }) {
  const { t } = useTranslation();
  const code = useCodes();
  return (
    <>
      {t('profile.version', { version: of.version })} <When at={of.validFrom} />.{' '}
      {of.preset ? t('profile.beganAs', { preset: code('Preset', of.preset) }) : ''}
    </>
  );
}

function Versions({
  branchCode,
  chosen,
  choose,
}: {
  branchCode: string;
  chosen: number;
  choose: (version: string) => void;
}) {
  const { t } = useTranslation();
  const versions = useQuery(
    IntakeService.method.listProfileVersions,
    { branchCode },
    { retry: false },
  );
  if (!versions.data) return null;
  return (
    <Section title={t('profile.versions')} id="versies">
      <Text className="quiet">{t('profile.versionsText')}</Text>
      <ul className="plain" data-testid="versions">
        {versions.data.versions.map((one) => (
          <li key={one.version} className="line">
            <div>
              {t('profile.version', { version: one.version })} <When at={one.validFrom} />{' '}
              <span className="quiet">{one.editedBy}</span>
            </div>
            {one.version === chosen ? (
              <span className="quiet">{t('profile.thisOne')}</span>
            ) : (
              <Button size="sm" variant="subtle" onClick={() => choose(String(one.version))}>
                {t('profile.show', { version: one.version })}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
