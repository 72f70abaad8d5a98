import { Button } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Coach } from '@katrol/proto/katrol/gateway/v1/json';
import type { StudentRow } from '@katrol/proto/katrol/volunteer_training/v1/json';
import { PeopleService, VolunteerTrainingService } from '#api/names.ts';
import { useBranchName, useSession } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { AppLink } from '#ui/link.tsx';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Tag } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useSayNumber, When } from '#ui/when.tsx';
import { FollowStudent } from './follow-student.tsx';

type Setup = ListSetup<typeof VolunteerTrainingService.method.listStudents>;

const none: Coach[] = [];
// an officer finds these under the columns: what changes a placement fits on the screen
const forCoaches = new Set(['last', 'shared']);

/**
 * The university's own students: hours planned and held, shared reflections, who went quiet. No
 * family.
 */
export function StudentsPage() {
  const { t } = useTranslation();
  const { me } = useSession();
  const coach = me?.roles.includes('lecturer-coach') ?? false;
  const officer = me?.roles.includes('placement-officer') ?? false;
  const [open, setOpen] = useState<StudentRow>();
  const coaches = useQuery(PeopleService.method.listCoaches, {}, { enabled: officer });
  const rows = coaches.data?.rows ?? none;
  const follow = useFollowing(officer ? rows : undefined, setOpen);
  const setup = useSetup(me?.university ?? '', coach);
  return (
    <Page
      title={t('university.students')}
      lead={coach ? t('university.studentsCoach') : t('university.studentsOfficer')}
    >
      {coaches.isError ? (
        <Trouble error={coaches.error} retry={() => void coaches.refetch()} />
      ) : null}
      <DataList setup={follow(setup)} />
      <Dialog
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        title={t('university.followOf', { name: open?.name ?? '' })}
      >
        {open ? (
          <FollowStudent
            key={open.placementId}
            student={open}
            coaches={rows}
            close={() => setOpen(undefined)}
          />
        ) : null}
      </Dialog>
    </Page>
  );
}

/** What a placement officer has beside a coach's list: who coaches, and the way to change it. */
function useFollowing(
  coaches: Coach[] | undefined,
  open: (row: StudentRow) => void,
): (setup: Setup) => Setup {
  const { t } = useTranslation();
  if (!coaches) return (setup) => setup;
  const nameOf = (row: StudentRow): string =>
    coaches.find(({ subject }) => subject === row.coachAccountId)?.name ??
    t('university.coachUnknown');
  return (setup) => ({
    ...setup,
    columns: setup.columns
      .map((one) => (forCoaches.has(one.id) ? { ...one, off: true } : one))
      .toSpliced(2, 0, {
        id: 'coach',
        label: t('university.coach'),
        cell: (row) =>
          row.coachAccountId ? (
            nameOf(row)
          ) : (
            <Tag tone="attention">{t('university.coachNobody')}</Tag>
          ),
      }),
    filters: [
      ...(setup.filters ?? []),
      {
        field: 'coach',
        label: t('university.coach'),
        say: (value: string) =>
          t(value === 'none' ? 'university.coachNobody' : 'university.coachSomebody'),
      },
    ],
    action: (row) => (
      <Button
        size="sm"
        variant="light"
        onClick={() => open(row)}
        aria-label={t('university.followOf', { name: row.name })}
      >
        {t('university.follow')}
      </Button>
    ),
  });
}

function useSetup(universityCode: string, coach: boolean): Setup {
  const { t } = useTranslation();
  const branchName = useBranchName();
  return {
    name: 'students',
    label: t('university.students'),
    rpc: VolunteerTrainingService.method.listStudents,
    of: { universityCode },
    searchable: true,
    defaultSort: 'name',
    rowKey: (row) => row.placementId || row.tutorId,
    columns: useColumns(coach),
    filters: [
      { field: 'placement_status', label: t('ui.status'), list: 'PlacementStatus' },
      { field: 'programme', label: t('university.programme') },
      { field: 'branch_code', label: t('university.branch'), say: branchName },
    ],
    empty: <Empty title={t('university.noStudents')} />,
  };
}

function useColumns(coach: boolean): Setup['columns'] {
  const { t } = useTranslation();
  const code = useCodes();
  const branchName = useBranchName();
  return [
    { id: 'name', label: t('university.student'), sort: 'name', cell: (row) => row.name },
    {
      id: 'hours',
      label: t('university.hours'),
      sort: 'held_minutes',
      cell: (row) => <Hours of={row} />,
    },
    {
      id: 'last',
      label: t('university.last'),
      sort: 'last_session_on',
      cell: (row) => (
        <>
          {row.lastSessionOn ? <When at={row.lastSessionOn} /> : ''}{' '}
          {row.quietSince ? <Tag tone="attention">{t('university.quiet')}</Tag> : null}
        </>
      ),
    },
    {
      id: 'shared',
      label: t('university.shared'),
      cell: (row) =>
        coach && row.sharedReflections ? (
          <AppLink to="/reflecties" search={{ student: row.tutorId }}>
            {t('university.sharedCount', { count: row.sharedReflections })}
          </AppLink>
        ) : (
          row.sharedReflections
        ),
    },
    { id: 'programme', label: t('university.programme'), cell: (row) => row.programme },
    { id: 'branch', label: t('university.branch'), cell: (row) => branchName(row.branchCode) },
    {
      id: 'status',
      label: t('ui.status'),
      cell: (row) => code('PlacementStatus', row.placementStatus),
    },
    {
      id: 'ready',
      label: t('university.ready'),
      off: true,
      cell: (row) =>
        [
          row.trainingComplete ? t('university.trained') : t('university.notTrained'),
          row.checkSeen ? t('university.checkSeen') : t('university.checkNotSeen'),
        ].join(', '),
    },
    {
      id: 'number',
      label: t('university.number'),
      off: true,
      cell: (row) => row.studentNumber,
    },
  ];
}

function Hours({ of }: { of: StudentRow }) {
  const { t } = useTranslation();
  const sayNumber = useSayNumber();
  const held = sayNumber(of.heldMinutes / 60);
  const agreed = sayNumber(of.agreedMinutes / 60);
  const share = of.agreedMinutes ? Math.min(100, (of.heldMinutes / of.agreedMinutes) * 100) : 0;
  return (
    <div>
      <div className="bar" aria-hidden>
        <span style={{ width: `${share}%` }} />
      </div>
      <span>
        {of.agreedMinutes
          ? t('university.hoursOf', { held, agreed })
          : t('university.hoursHeld', { held })}
      </span>
    </div>
  );
}
