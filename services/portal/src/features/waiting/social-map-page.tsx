import { Button, SimpleGrid, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SocialMapPlace } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useAnyCode } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page } from '#ui/page.tsx';
import { MailLink, PhoneLink } from '#ui/reach.tsx';
import { useUrl } from '#ui/url.ts';
import { isoDay, When } from '#ui/when.tsx';

const { listSocialMap, keepSocialMapPlace } = IntakeService.method;

type Setup = ListSetup<typeof listSocialMap>;

/** The places around: who does what, reached how, last confirmed when. */
export function SocialMapPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const [search, change] = useUrl();
  const [place, setPlace] = useState<SocialMapPlace>();
  const setup = useSetup(branchCode, setPlace);
  const close = () => {
    setPlace(undefined);
    change({ open: undefined });
  };
  return (
    <Page
      title={t('waiting.mapTitle')}
      lead={t('waiting.mapLead')}
      actions={<Button onClick={() => change({ open: 'new' })}>{t('waiting.addPlace')}</Button>}
    >
      <DataList setup={setup} />
      <Dialog
        opened={Boolean(place) || search.open === 'new'}
        onClose={close}
        title={place?.name ?? t('waiting.addPlace')}
        size="lg"
      >
        <PlaceForm key={place?.id ?? 'new'} branchCode={branchCode} place={place} close={close} />
      </Dialog>
    </Page>
  );
}

function useSetup(branchCode: string, open: (place: SocialMapPlace) => void): Setup {
  const { t } = useTranslation();
  return {
    name: 'social-map',
    label: t('waiting.mapTitle'),
    rpc: listSocialMap,
    of: { branchCode },
    searchable: true,
    defaultSort: 'name',
    rowKey: (row) => row.id,
    columns: useColumns(),
    filters: [{ field: 'domain', label: t('waiting.domains'), list: 'MapDomain' }],
    action: (row) => (
      <Button
        size="sm"
        variant="subtle"
        onClick={() => open(row)}
        aria-label={t('waiting.editPlace', { name: row.name })}
      >
        {t('ui.edit')}
      </Button>
    ),
    empty: <Empty title={t('waiting.mapEmpty')} />,
  };
}

function useColumns(): Setup['columns'] {
  const { t } = useTranslation();
  const code = useAnyCode();
  return [
    { id: 'name', label: t('waiting.placeName'), sort: 'name', cell: (row) => row.name },
    {
      id: 'domains',
      label: t('waiting.domains'),
      cell: (row) => row.domains.map((domain) => code('MapDomain', domain)).join(', '),
    },
    {
      id: 'phone',
      label: t('waiting.phone'),
      cell: (row) => (row.phone ? <PhoneLink to={row.phone} /> : ''),
    },
    {
      id: 'email',
      label: t('waiting.email'),
      cell: (row) => (row.email ? <MailLink to={row.email} /> : ''),
    },
    { id: 'address', label: t('waiting.address'), cell: (row) => row.address },
    {
      id: 'confirmed',
      label: t('waiting.confirmed'),
      sort: 'last_confirmed_on',
      cell: (row) => <When at={row.lastConfirmedOn} />,
    },
  ];
}

type PlaceProps = { branchCode: string; place?: SocialMapPlace; close: () => void };

function PlaceForm({ branchCode, place, close }: PlaceProps) {
  const { t } = useTranslation();
  const lastConfirmedOn = place?.lastConfirmedOn || isoDay();
  const form = useKatrolForm({
    rpc: keepSocialMapPlace,
    draft: `place:${place?.id ?? 'new'}`,
    initial: { place: { ...place, branchCode, lastConfirmedOn } },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="place-form">
      <Field of={form} at="place.name" label={t('waiting.placeName')} />
      <Field of={form} at="place.domains" label={t('waiting.domains')} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {/* the contract takes them in any form */}
        <TextInput label={t('waiting.phone')} {...form.field('place.phone')} type="tel" />
        <TextInput label={t('waiting.email')} {...form.field('place.email')} type="email" />
        <Field of={form} at="place.address" label={t('waiting.address')} />
        <Field of={form} at="place.lastConfirmedOn" label={t('waiting.confirmed')} />
      </SimpleGrid>
    </FormFrame>
  );
}
