import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tutor } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { training } from '#api/transport.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { ButtonLink } from '#ui/link.tsx';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Tag } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';

/** All tutors of the branch, students and volunteers; never ranked. */
export function TutorsPage() {
  const { t } = useTranslation();
  const code = useCodes();
  const { code: branchCode } = useBranch();
  const setup = useMemo<ListSetup<Tutor>>(
    () => ({
      name: 'tutors',
      label: t('people.title'),
      scope: branchCode,
      searchable: true,
      defaultSort: 'last_name',
      rowKey: (row) => row.id,
      href: (row) => `/begeleiders/${row.id}`,
      load: (options) => training.listTutors({ branchCode, options }),
      exportAll: (options) => training.exportTutors({ branchCode, options }),
      columns: [
        {
          id: 'name',
          label: t('people.name'),
          sort: 'last_name',
          cell: (row) => `${row.firstName} ${row.lastName}`,
        },
        { id: 'kind', label: t('people.kind'), cell: (row) => code('tutorKind', row.kind) },
        {
          id: 'todo',
          label: t('people.stillToDo'),
          cell: (row) =>
            row.toDo.length
              ? row.toDo.map((one) => (
                  <span key={one}>
                    <Tag tone="attention">{code('toDo', one)}</Tag>{' '}
                  </span>
                ))
              : t('people.ready'),
        },
        {
          id: 'languages',
          label: t('people.languages'),
          cell: (row) => row.languages.map((one) => code('language', one)).join(', '),
        },
        {
          id: 'subjects',
          label: t('people.subjects'),
          off: true,
          cell: (row) => row.subjects.map((one) => code('subject', one)).join(', '),
        },
        { id: 'municipality', label: t('ui.municipality'), cell: (row) => row.municipality },
        {
          id: 'check',
          label: t('people.checkUntil'),
          sort: 'check_valid_until',
          cell: (row) =>
            row.check?.notApplicable ? (
              t('people.notApplicable')
            ) : row.check?.validUntil ? (
              <When at={row.check.validUntil} />
            ) : (
              ''
            ),
        },
        {
          id: 'until',
          label: t('people.availableUntil'),
          sort: 'available_until',
          cell: (row) => (row.availableUntil ? <When at={row.availableUntil} /> : ''),
        },
        {
          id: 'active',
          label: t('people.active'),
          off: true,
          cell: (row) => code('yesNo', row.active ? 'yes' : 'no'),
        },
      ],
      filters: [
        { field: 'kind', label: t('people.kind'), say: (value) => code('tutorKind', value) },
        { field: 'to_do', label: t('people.stillToDo'), say: (value) => code('toDo', value) },
        { field: 'active', label: t('people.active'), say: (value) => code('yesNo', value) },
        {
          field: 'language',
          label: t('people.languages'),
          say: (value) => code('language', value),
        },
        { field: 'subject', label: t('people.subjects'), say: (value) => code('subject', value) },
        { field: 'university_code', label: t('people.university') },
      ],
      empty: <Empty title={t('people.noneYet')} />,
    }),
    [branchCode, t, code],
  );
  return (
    <Page
      title={t('people.title')}
      lead={t('people.lead')}
      actions={
        <>
          <ButtonLink to="/begeleiders/nieuw">{t('people.new')}</ButtonLink>
          <ButtonLink to="/begeleiders/inladen" variant="light">
            {t('people.import')}
          </ButtonLink>
        </>
      }
    >
      <DataList setup={setup} />
    </Page>
  );
}
