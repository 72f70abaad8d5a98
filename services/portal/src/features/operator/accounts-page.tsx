import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PeopleService } from '#api/names.ts';
import { useBranchName } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Section, Tag } from '#ui/page.tsx';
import { InviteForm } from './invite-form.tsx';

type Setup = ListSetup<typeof PeopleService.method.listPeople>;

/** Everybody with an account: what they may work with, and for how long. */
export function AccountsPage() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const setup = useSetup();
  return (
    <Page
      title={t('accounts.title')}
      lead={t('accounts.lead')}
      actions={
        <Button onClick={() => setOpen(!open)}>
          {open ? t('ui.close') : t('accounts.invite')}
        </Button>
      }
    >
      {open ? (
        <Section title={t('accounts.invite')}>
          <InviteForm close={() => setOpen(false)} />
        </Section>
      ) : null}
      <DataList setup={setup} />
    </Page>
  );
}

function useSetup(): Setup {
  const { t } = useTranslation();
  const code = useCodes();
  const branchName = useBranchName();
  return {
    name: 'accounts',
    label: t('accounts.title'),
    rpc: PeopleService.method.listPeople,
    of: {},
    searchable: true,
    rowKey: (row) => row.subject,
    where: ({ subject }) => ({ to: '/medewerkers/$subject', params: { subject } }),
    columns: [
      { id: 'name', label: t('accounts.name'), cell: (row) => row.name },
      { id: 'username', label: t('accounts.username'), cell: (row) => row.username },
      {
        id: 'roles',
        label: t('accounts.role'),
        cell: (row) => row.roles.map((role) => code('Role', role)).join(', '),
      },
      {
        id: 'places',
        label: t('accounts.worksAt'),
        cell: (row) =>
          [...row.branches.map((one) => branchName(one.branchCode)), row.universityCode]
            .filter(Boolean)
            .join(', '),
      },
      {
        id: 'state',
        label: t('ui.status'),
        cell: (row) => (row.ended ? <Tag>{t('accounts.ended')}</Tag> : t('accounts.active')),
      },
    ],
    empty: <Empty title={t('accounts.none')} />,
  };
}
