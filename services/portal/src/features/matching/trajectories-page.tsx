import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FamilyLabel } from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { intake, matching, training } from '#api/transport.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Tag } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';

type Row = { of: Trajectory; family?: FamilyLabel; tutor: string };

async function withNames(rows: Trajectory[]): Promise<Row[]> {
  if (!rows.length) return [];
  const [families, tutors] = await Promise.all([
    intake.getFamilyLabels({ familyIds: [...new Set(rows.map((row) => row.familyId))] }),
    training.getTutorLabels({ tutorIds: [...new Set(rows.map((row) => row.tutorId))] }),
  ]);
  const familyOf = new Map(families.labels.map((label) => [label.familyId, label]));
  const tutorOf = new Map(tutors.labels.map((label) => [label.tutorId, label.name]));
  return rows.map((of) => ({
    of,
    family: familyOf.get(of.familyId),
    tutor: tutorOf.get(of.tutorId) ?? '',
  }));
}

/** All trajectories of the branch; the quiet ones by a filter. */
export function TrajectoriesPage() {
  const { t } = useTranslation();
  const code = useCodes();
  const { code: branchCode } = useBranch();
  const setup = useMemo<ListSetup<Row>>(
    () => ({
      name: 'trajectories',
      label: t('matching.trajectories'),
      scope: branchCode,
      defaultSort: '-last_session_on',
      rowKey: (row) => row.of.id,
      href: (row) => `/gezinnen/${row.of.familyId}`,
      load: async (options) => {
        const { rows, info } = await matching.listTrajectories({ branchCode, options });
        return { rows: await withNames(rows), info };
      },
      exportAll: (options) => matching.exportTrajectories({ branchCode, options }),
      columns: [
        {
          id: 'family',
          label: t('ui.family'),
          cell: (row) => row.family?.familyName || t('ui.family'),
        },
        { id: 'tutor', label: t('ui.tutor'), cell: (row) => row.tutor },
        {
          id: 'status',
          label: t('ui.status'),
          cell: (row) => (
            <>
              {code('trajectoryStatus', row.of.status)}{' '}
              {row.of.quietSince ? <Tag tone="attention">{t('matching.quiet')}</Tag> : null}
            </>
          ),
        },
        {
          id: 'started',
          label: t('matching.started'),
          sort: 'started_on',
          cell: (row) => <When at={row.of.startedOn} />,
        },
        {
          id: 'last',
          label: t('matching.last'),
          sort: 'last_session_on',
          cell: (row) => (row.of.lastSessionOn ? <When at={row.of.lastSessionOn} /> : ''),
        },
        {
          id: 'next',
          label: t('matching.next'),
          cell: (row) => (row.of.nextSessionOn ? <When at={row.of.nextSessionOn} /> : ''),
        },
        {
          id: 'held',
          label: t('matching.held'),
          sort: 'held',
          cell: (row) =>
            t('matching.heldOf', { held: row.of.held, minimum: row.of.minimumSessions }),
        },
        {
          id: 'balance',
          label: t('matching.balance'),
          cell: (row) => code('balance', row.of.sessionBalance),
        },
        {
          id: 'queue',
          label: t('matching.queue'),
          off: true,
          cell: (row) => row.of.specialisedQueue,
        },
      ],
      filters: [
        { field: 'status', label: t('ui.status'), say: (value) => code('trajectoryStatus', value) },
        { field: 'quiet', label: t('matching.quiet'), say: (value) => code('yesNo', value) },
        {
          field: 'session_balance',
          label: t('matching.balance'),
          say: (value) => code('balance', value),
        },
      ],
      empty: <Empty title={t('matching.noTrajectories')} />,
    }),
    [branchCode, t, code],
  );
  return (
    <Page title={t('matching.trajectories')} lead={t('matching.trajectoriesLead')}>
      <DataList setup={setup} />
    </Page>
  );
}
