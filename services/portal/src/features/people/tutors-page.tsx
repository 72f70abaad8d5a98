import { useTranslation } from 'react-i18next';
import { VolunteerTrainingService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { ButtonLink } from '#ui/link.tsx';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Tag } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';

const { listTutors, exportTutors } = VolunteerTrainingService.method;
type Setup = ListSetup<typeof listTutors>;

/** All tutors of the branch, students and volunteers; never ranked. */
export function TutorsPage() {
  const { t } = useTranslation();
  const setup = useSetup();
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

function useSetup(): Setup {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  return {
    name: 'tutors',
    label: t('people.title'),
    rpc: listTutors,
    of: { branchCode },
    export: exportTutors,
    searchable: true,
    defaultSort: 'last_name',
    rowKey: (row) => row.id,
    where: (row) => ({ to: '/begeleiders/$id', params: { id: row.id } }),
    columns: useColumns(),
    filters: [
      { field: 'kind', label: t('people.kind'), list: 'TutorKind' },
      { field: 'to_do', label: t('people.stillToDo'), list: 'ToDo' },
      { field: 'active', label: t('people.active'), list: 'yesNo' },
      { field: 'language', label: t('people.languages'), list: 'Language' },
      { field: 'subject', label: t('people.subjects'), list: 'Subject' },
      { field: 'university_code', label: t('people.university') },
    ],
    empty: <Empty title={t('people.noneYet')} />,
  };
}

function useColumns(): Setup['columns'] {
  const { t } = useTranslation();
  const code = useCodes();
  return [
    {
      id: 'name',
      label: t('people.name'),
      sort: 'last_name',
      cell: (row) => `${row.firstName} ${row.lastName}`,
    },
    { id: 'kind', label: t('people.kind'), cell: (row) => code('TutorKind', row.kind) },
    {
      id: 'todo',
      label: t('people.stillToDo'),
      cell: (row) =>
        row.toDo.length
          ? row.toDo.map((one) => (
              <span key={one}>
                <Tag tone="attention">{code('ToDo', one)}</Tag>{' '}
              </span>
            ))
          : t('people.ready'),
    },
    {
      id: 'languages',
      label: t('people.languages'),
      cell: (row) => row.languages.map((one) => code('Language', one)).join(', '),
    },
    {
      id: 'subjects',
      label: t('people.subjects'),
      off: true,
      cell: (row) => row.subjects.map((one) => code('Subject', one)).join(', '),
    },
    { id: 'municipality', label: t('ui.municipality'), cell: (row) => row.municipality },
    ...useDateColumns(),
    {
      id: 'active',
      label: t('people.active'),
      off: true,
      cell: (row) => code('yesNo', row.active ? 'yes' : 'no'),
    },
  ];
}

function useDateColumns(): Setup['columns'] {
  const { t } = useTranslation();
  return [
    {
      id: 'check',
      label: t('people.checkUntil'),
      sort: 'check_valid_until',
      cell: ({ check }) =>
        check?.notApplicable ? (
          t('people.notApplicable')
        ) : check?.validUntil ? (
          <When at={check.validUntil} />
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
      id: 'works-until',
      label: t('people.worksUntil'),
      off: true,
      cell: (row) => (row.worksUntil ? <When at={row.worksUntil} /> : ''),
    },
  ];
}
