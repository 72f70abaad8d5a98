import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { people } from '#api/transport.ts';
import { useSession } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Section, Tag } from '#ui/page.tsx';
import { InviteForm } from './invite-form.tsx';

/** Everybody with an account: what they may work with, and for how long. */
export function AccountsPage() {
  const { t } = useTranslation();
  const code = useCodes();
  const { branches } = useSession();
  const [open, setOpen] = useState(false);
  const setup = useMemo<ListSetup<Person>>(() => {
    const nameOf = (branch: string) => branches.find((one) => one.code === branch)?.name ?? branch;
    return {
      name: 'accounts',
      label: t('accounts.title'),
      scope: '',
      searchable: true,
      rowKey: (row) => row.subject,
      href: (row) => `/medewerkers/${row.subject}`,
      load: ({ search, cursor, limit }) =>
        people.listPeople({ options: { search, cursor, limit } }),
      columns: [
        { id: 'name', label: t('accounts.name'), cell: (row) => row.name },
        { id: 'username', label: t('accounts.username'), cell: (row) => row.username },
        {
          id: 'roles',
          label: t('accounts.role'),
          cell: (row) => row.roles.map((role) => code('accountRole', role)).join(', '),
        },
        {
          id: 'places',
          label: t('accounts.worksAt'),
          cell: (row) =>
            [...row.branches.map((one) => nameOf(one.branchCode)), row.universityCode]
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
  }, [branches, code, t]);
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
