import { useTranslation } from 'react-i18next';
import { MatchingService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { useList } from '#ui/list/use-list.ts';
import { Empty, Page, Tag } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';
import { useNames } from './use-names.ts';

const { listTrajectories, exportTrajectories } = MatchingService.method;
type Setup = ListSetup<typeof listTrajectories>;

/** All trajectories of the branch; the quiet ones by a filter. */
export function TrajectoriesPage() {
  const { t } = useTranslation();
  const setup = useNamed(useSetup());
  return (
    <Page title={t('matching.trajectories')} lead={t('matching.trajectoriesLead')}>
      <DataList setup={setup} />
    </Page>
  );
}

/** The list with who it is about in front: names are other services' to give. */
function useNamed(setup: Setup): Setup {
  const { t } = useTranslation();
  const { query } = useList(setup);
  const pages = (query.data?.pages ?? []).map((page) => page.rows);
  const { families, tutors } = useNames(pages.filter((rows) => rows.length > 0));
  return {
    ...setup,
    columns: [
      {
        id: 'family',
        label: t('ui.family'),
        cell: (row) => families.get(row.familyId) || t('ui.family'),
      },
      { id: 'tutor', label: t('ui.tutor'), cell: (row) => tutors.get(row.tutorId) ?? '' },
      ...setup.columns,
    ],
  };
}

function useSetup(): Setup {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  return {
    name: 'trajectories',
    label: t('matching.trajectories'),
    rpc: listTrajectories,
    of: { branchCode },
    export: exportTrajectories,
    defaultSort: '-last_session_on',
    rowKey: (row) => row.id,
    where: (row) => ({ to: '/gezinnen/$id', params: { id: row.familyId } }),
    columns: useColumns(),
    filters: [
      { field: 'status', label: t('ui.status'), list: 'TrajectoryStatus' },
      { field: 'quiet', label: t('matching.quiet'), list: 'yesNo' },
      { field: 'ends_soon', label: t('matching.endsSoon'), list: 'yesNo' },
      { field: 'session_balance', label: t('matching.balance'), list: 'SessionBalance' },
    ],
    empty: <Empty title={t('matching.noTrajectories')} />,
  };
}

function useColumns(): Setup['columns'] {
  const { t } = useTranslation();
  const code = useCodes();
  return [
    {
      id: 'status',
      label: t('ui.status'),
      cell: (row) => (
        <>
          {code('TrajectoryStatus', row.status)}{' '}
          {row.quietSince ? <Tag tone="attention">{t('matching.quiet')}</Tag> : null}
        </>
      ),
    },
    {
      id: 'started',
      label: t('matching.started'),
      sort: 'started_on',
      cell: (row) => <When at={row.startedOn} />,
    },
    {
      id: 'last',
      label: t('matching.last'),
      sort: 'last_session_on',
      cell: (row) => (row.lastSessionOn ? <When at={row.lastSessionOn} /> : ''),
    },
    {
      id: 'next',
      label: t('matching.next'),
      cell: (row) => (row.nextSessionOn ? <When at={row.nextSessionOn} /> : ''),
    },
    {
      id: 'held',
      label: t('matching.held'),
      sort: 'held',
      cell: (row) => t('matching.heldOf', { held: row.held, minimum: row.minimumSessions }),
    },
    {
      id: 'balance',
      label: t('matching.balance'),
      cell: (row) => code('SessionBalance', row.sessionBalance),
    },
    {
      id: 'until',
      label: t('matching.tutorUntil'),
      sort: 'last_day',
      off: true,
      cell: (row) => (row.tutorUntil ? <When at={row.tutorUntil} /> : ''),
    },
    { id: 'queue', label: t('matching.queue'), off: true, cell: (row) => row.specialisedQueue },
  ];
}
