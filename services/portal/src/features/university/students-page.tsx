import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudentRow } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { training } from '#api/transport.ts';
import { useSession } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { AppLink } from '#ui/link.tsx';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Tag } from '#ui/page.tsx';
import { useSayNumber, When } from '#ui/when.tsx';

/** The university's own students: hours planned and held, shared reflections, who went quiet. No family. */
export function StudentsPage() {
  const { t } = useTranslation();
  const { me, branches } = useSession();
  const coach = me?.roles.includes('lecturer-coach') ?? false;
  const setup = useSetup(me?.university ?? '', coach, (code) => branches.find((one) => one.code === code)?.name ?? code);
  return <Page title={t('university.students')} lead={coach ? t('university.studentsCoach') : t('university.studentsOfficer')}><DataList setup={setup} /></Page>;
}

function useSetup(universityCode: string, coach: boolean, branchName: (code: string) => string): ListSetup<StudentRow> {
  const { t } = useTranslation();
  const code = useCodes();
  return useMemo(() => ({
    name: 'students', label: t('university.students'), scope: universityCode, searchable: true, defaultSort: 'name',
    rowKey: (row) => row.placementId || row.tutorId,
    load: (options) => training.listStudents({ universityCode, options }),
    columns: [
      { id: 'name', label: t('university.student'), sort: 'name', cell: (row) => row.name },
      { id: 'hours', label: t('university.hours'), sort: 'held_minutes', cell: (row) => <Hours of={row} /> },
      { id: 'last', label: t('university.last'), sort: 'last_session_on', cell: (row) => <>{row.lastSessionOn ? <When at={row.lastSessionOn} /> : ''} {row.quietSince ? <Tag tone="attention">{t('university.quiet')}</Tag> : null}</> },
      { id: 'shared', label: t('university.shared'), cell: (row) => (coach && row.sharedReflections ? <AppLink to="/reflecties" search={{ student: row.tutorId }}>{t('university.sharedCount', { count: row.sharedReflections })}</AppLink> : row.sharedReflections) },
      { id: 'programme', label: t('university.programme'), cell: (row) => row.programme },
      { id: 'branch', label: t('university.branch'), cell: (row) => branchName(row.branchCode) },
      { id: 'status', label: t('ui.status'), cell: (row) => code('placement', row.placementStatus) },
      { id: 'ready', label: t('university.ready'), off: true, cell: (row) => [row.trainingComplete ? t('university.trained') : t('university.notTrained'), row.checkSeen ? t('university.checkSeen') : t('university.checkNotSeen')].join(', ') },
      { id: 'number', label: t('university.number'), off: true, cell: (row) => row.studentNumber },
    ],
    filters: [
      { field: 'placement_status', label: t('ui.status'), say: (value) => code('placement', value) },
      { field: 'programme', label: t('university.programme') },
      { field: 'branch_code', label: t('university.branch'), say: branchName },
    ],
    empty: <Empty title={t('university.noStudents')} />,
  }), [universityCode, coach, t, code, branchName]);
}

function Hours({ of }: { of: StudentRow }) {
  const { t } = useTranslation();
  const sayNumber = useSayNumber();
  const held = sayNumber(of.heldMinutes / 60);
  const agreed = sayNumber(of.agreedMinutes / 60);
  const share = of.agreedMinutes ? Math.min(100, (of.heldMinutes / of.agreedMinutes) * 100) : 0;
  return (
    <div>
      <div className="bar" aria-hidden><span style={{ width: `${share}%` }} /></div>
      <span>{of.agreedMinutes ? t('university.hoursOf', { held, agreed }) : t('university.hoursHeld', { held })}</span>
    </div>
  );
}
