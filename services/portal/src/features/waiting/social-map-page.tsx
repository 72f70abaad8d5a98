import { Button, SimpleGrid, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SocialMapPlace } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { intake } from '#api/transport.ts';
import { useBranch } from '#app/session.tsx';
import { MAP_DOMAINS, useCodes } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { Ticks } from '#ui/form/ticks.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { isoDay, When } from '#ui/when.tsx';

/** The places around: who does what, reached how, last confirmed when. */
export function SocialMapPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const [search, change] = useUrl();
  const [place, setPlace] = useState<SocialMapPlace>();
  const code = useCodes();
  const setup = useMemo<ListSetup<SocialMapPlace>>(
    () => ({
      name: 'social-map',
      label: t('waiting.mapTitle'),
      scope: branchCode,
      searchable: true,
      defaultSort: 'name',
      rowKey: (row) => row.id,
      load: (options) => intake.listSocialMap({ branchCode, options }),
      columns: [
        { id: 'name', label: t('waiting.placeName'), sort: 'name', cell: (row) => row.name },
        {
          id: 'domains',
          label: t('waiting.domains'),
          cell: (row) => row.domains.map((domain) => code('domain', domain)).join(', '),
        },
        {
          id: 'phone',
          label: t('waiting.phone'),
          cell: (row) =>
            row.phone ? <a href={`tel:${row.phone.replaceAll(' ', '')}`}>{row.phone}</a> : '',
        },
        { id: 'email', label: t('waiting.email'), cell: (row) => row.email },
        { id: 'address', label: t('waiting.address'), cell: (row) => row.address },
        {
          id: 'confirmed',
          label: t('waiting.confirmed'),
          sort: 'last_confirmed_on',
          cell: (row) => <When at={row.lastConfirmedOn} />,
        },
      ],
      filters: [
        { field: 'domain', label: t('waiting.domains'), say: (value) => code('domain', value) },
      ],
      action: (row) => (
        <Button
          size="sm"
          variant="subtle"
          onClick={() => setPlace(row)}
          aria-label={t('waiting.editPlace', { name: row.name })}
        >
          {t('ui.edit')}
        </Button>
      ),
      empty: <Empty title={t('waiting.mapEmpty')} />,
    }),
    [branchCode, t, code],
  );
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

function PlaceForm({
  branchCode,
  place,
  close,
}: {
  branchCode: string;
  place?: SocialMapPlace;
  close: () => void;
}) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    draft: `place:${place?.id ?? 'new'}`,
    initial: {
      name: place?.name ?? '',
      domains: place?.domains ?? [],
      phone: place?.phone ?? '',
      email: place?.email ?? '',
      address: place?.address ?? '',
      lastConfirmedOn: place?.lastConfirmedOn || isoDay(),
    },
    prefix: 'place',
    call: (values, options) =>
      intake.keepSocialMapPlace(
        { place: { ...values, id: place?.id ?? '', branchCode, revision: place?.revision ?? 0 } },
        options,
      ),
    done: close,
  });
  const { values, setFieldValue } = form.form;
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="place-form">
      <TextInput label={t('waiting.placeName')} {...form.field('name')} />
      <Ticks
        label={t('waiting.domains')}
        list="domain"
        codes={MAP_DOMAINS}
        value={values.domains}
        onChange={(domains) => setFieldValue('domains', domains)}
        field="domains"
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput type="tel" label={t('waiting.phone')} {...form.field('phone')} />
        <TextInput type="email" label={t('waiting.email')} {...form.field('email')} />
        <TextInput label={t('waiting.address')} {...form.field('address')} />
        <TextInput type="date" label={t('waiting.confirmed')} {...form.field('lastConfirmedOn')} />
      </SimpleGrid>
    </FormFrame>
  );
}
