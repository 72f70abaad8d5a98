import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { School, SchoolContact } from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useAnyCode } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { GiveLink } from '#ui/links/give-link.tsx';
import { Empty, Page } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { ContactForm, HandOverForm, MergeForm, SchoolForm } from './school-forms.tsx';

const { listSchools } = SchoolLiaisonService.method;
type Setup = ListSetup<typeof listSchools>;

/** What is open in the dialog: a school, who speaks for it, or where it goes. */
export type Opened =
  | { what: 'school'; school?: School }
  | { what: 'merge'; school: School }
  | { what: 'contact'; school: School; contact?: SchoolContact }
  | { what: 'hand-over'; school: School; contact: SchoolContact }
  | { what: 'link'; school: School; contact: SchoolContact };

/** The schools of a branch and who speaks for each. */
export function SchoolsPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const [search, change] = useUrl();
  const [opened, open] = useState<Opened | undefined>(
    search.open === 'new' ? { what: 'school' } : undefined,
  );
  const close = () => {
    open(undefined);
    change({ open: undefined });
  };
  return (
    <Page
      title={t('school.title')}
      lead={t('school.lead')}
      actions={<Button onClick={() => open({ what: 'school' })}>{t('school.add')}</Button>}
    >
      <DataList setup={useSetup(branchCode, open)} />
      <Dialog opened={Boolean(opened)} onClose={close} title={useTitle(opened)} size="lg">
        {opened ? <Form branchCode={branchCode} opened={opened} close={close} /> : null}
      </Dialog>
    </Page>
  );
}

function useTitle(opened: Opened | undefined): string {
  const { t } = useTranslation();
  if (opened?.what === 'merge') return t('school.mergeOne', { name: opened.school.name });
  if (opened?.what === 'hand-over') return t('school.handOverOne', { name: opened.contact.name });
  if (opened?.what === 'link') return t('school.giveLinkTo', { name: opened.contact.name });
  if (opened?.what === 'contact')
    return opened.contact?.name ?? t('school.addContactAt', { name: opened.school.name });
  return opened?.school?.name ?? t('school.add');
}

type FormProps = { branchCode: string; opened: Opened; close: () => void };

function Form({ branchCode, opened, close }: FormProps) {
  const { school } = opened;
  if (opened.what === 'merge') return <MergeForm school={opened.school} close={close} />;
  if (opened.what === 'hand-over')
    return <HandOverForm school={opened.school} contact={opened.contact} close={close} />;
  if (opened.what === 'link')
    return (
      <GiveLink
        branchCode={branchCode}
        kind="school-contact"
        objectId={opened.contact.id}
        personId={opened.contact.id}
        language="nl"
        phone={opened.contact.phone}
        hasQuestion={false}
        close={close}
      />
    );
  if (opened.what === 'contact')
    return <ContactForm school={opened.school} contact={opened.contact} close={close} />;
  return (
    <SchoolForm key={school?.id ?? 'new'} branchCode={branchCode} school={school} close={close} />
  );
}

function useSetup(branchCode: string, open: (opened: Opened) => void): Setup {
  const { t } = useTranslation();
  const code = useAnyCode();
  return {
    name: 'schools',
    label: t('school.title'),
    rpc: listSchools,
    of: { branchCode },
    searchable: true,
    defaultSort: 'name',
    rowKey: (row) => row.id,
    columns: [
      { id: 'name', label: t('school.name'), sort: 'name', cell: (row) => row.name },
      {
        id: 'municipality',
        label: t('school.municipality'),
        sort: 'municipality',
        cell: (row) => row.municipality,
      },
      {
        id: 'kinds',
        label: t('school.kinds'),
        cell: (row) => row.kinds.map((kind) => code('SchoolKind', kind)).join(', '),
      },
      {
        id: 'contacts',
        label: t('school.contacts'),
        cell: (row) => <Contacts school={row} open={open} />,
      },
      { id: 'pupils', label: t('school.pupils'), cell: (row) => String(row.pupils) },
    ],
    filters: [
      { field: 'kind', label: t('school.kinds'), list: 'SchoolKind' },
      { field: 'municipality', label: t('school.municipality') },
      { field: 'open', label: t('school.open'), list: 'yesNo' },
    ],
    action: (row) => <Actions school={row} open={open} />,
    empty: <Empty title={t('school.empty')} />,
  };
}

type RowProps = { school: School; open: (opened: Opened) => void };

function Contacts({ school, open }: RowProps) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const standIn = ({ deputyId }: SchoolContact) => {
    const name = school.contacts.find(({ id }) => id === deputyId)?.name;
    return name ? `${t('school.deputy').toLowerCase()}: ${name}` : '';
  };
  return school.contacts.map((contact) => (
    <Group key={contact.id} gap="xs">
      <Text>
        {contact.name}{' '}
        <span className="quiet">
          ({[code('SchoolRole', contact.role), standIn(contact)].filter(Boolean).join(', ')})
        </span>
      </Text>
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={t('school.edit', { name: contact.name })}
        onClick={() => open({ what: 'contact', school, contact })}
      >
        {t('ui.edit')}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={t('school.giveLinkTo', { name: contact.name })}
        onClick={() => open({ what: 'link', school, contact })}
      >
        {t('school.giveLink')}
      </Button>
      {school.contacts.length > 1 ? (
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={t('school.handOverOne', { name: contact.name })}
          onClick={() => open({ what: 'hand-over', school, contact })}
        >
          {t('school.handsOver')}
        </Button>
      ) : null}
    </Group>
  ));
}

function Actions({ school, open }: RowProps) {
  const { t } = useTranslation();
  return (
    <Group gap="xs">
      <Button
        size="sm"
        variant="light"
        aria-label={t('school.addContactAt', { name: school.name })}
        onClick={() => open({ what: 'contact', school })}
      >
        {t('school.addContact')}
      </Button>
      <Button
        size="sm"
        variant="subtle"
        aria-label={t('school.edit', { name: school.name })}
        onClick={() => open({ what: 'school', school })}
      >
        {t('ui.edit')}
      </Button>
      <Button
        size="sm"
        variant="subtle"
        aria-label={t('school.mergeOne', { name: school.name })}
        onClick={() => open({ what: 'merge', school })}
      >
        {t('school.merge')}
      </Button>
    </Group>
  );
}
