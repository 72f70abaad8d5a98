import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Meeting } from '@katrol/proto/katrol/school_liaison/v1/json';
import { useFamilyLabels } from '#api/labels.ts';
import { SchoolLiaisonService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useAnyCode } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { useOpened } from '#ui/list/use-opened.ts';
import { Empty, Page } from '#ui/page.tsx';
import { MeetingForm } from '#ui/school/meeting-form.tsx';
import { When } from '#ui/when.tsx';

const { listMeetings } = SchoolLiaisonService.method;
type Setup = ListSetup<typeof listMeetings>;

/** Meetings with schools: about the work, or about one child with its parents. */
export function MeetingsPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const { opened, open } = useOpened(listMeetings, { branchCode }, (row) => row.id);
  const close = () => open(undefined);
  return (
    <Page
      title={t('school.meetings')}
      lead={t('school.meetingsLead')}
      actions={<Button onClick={() => open('new')}>{t('school.addMeeting')}</Button>}
    >
      <DataList setup={useSetup(branchCode, open)} />
      <Dialog opened={Boolean(opened)} onClose={close} title={t('school.addMeeting')} size="lg">
        {opened ? (
          <MeetingForm
            key={opened === 'new' ? 'new' : opened.id}
            branchCode={branchCode}
            meeting={opened === 'new' ? undefined : opened}
            close={close}
          />
        ) : null}
      </Dialog>
    </Page>
  );
}

function useSetup(branchCode: string, open: (id: string) => void): Setup {
  const { t } = useTranslation();
  const code = useAnyCode();
  return {
    name: 'meetings',
    label: t('school.meetings'),
    rpc: listMeetings,
    of: { branchCode },
    defaultSort: '-planned_for',
    rowKey: (row) => row.id,
    columns: [
      { id: 'kind', label: t('school.kind'), cell: (row) => code('MeetingKind', row.kind) },
      {
        id: 'plannedFor',
        label: t('school.plannedFor'),
        sort: 'planned_for',
        cell: (row) => <When at={row.plannedFor} />,
      },
      { id: 'about', label: t('school.about'), cell: (row) => <About meeting={row} /> },
      { id: 'place', label: t('school.place'), cell: (row) => row.place },
      { id: 'status', label: t('school.status'), cell: (row) => code('MeetingStatus', row.status) },
      { id: 'outcome', label: t('school.outcome'), cell: (row) => row.outcome },
    ],
    filters: [
      { field: 'kind', label: t('school.kind'), list: 'MeetingKind' },
      { field: 'status', label: t('school.status'), list: 'MeetingStatus' },
    ],
    action: (row) => (
      <Button
        size="sm"
        variant="subtle"
        aria-label={t('school.meetingOne', { kind: code('MeetingKind', row.kind) })}
        onClick={() => open(row.id)}
      >
        {t('ui.edit')}
      </Button>
    ),
    empty: <Empty title={t('school.meetingEmpty')} />,
  };
}

/** Whose meeting it is; of one about the work, nobody's. */
function About({ meeting }: { meeting: Meeting }) {
  const labels = useFamilyLabels(meeting.familyId ? [meeting.familyId] : []);
  const family = labels.get(meeting.familyId);
  return [meeting.childName, family?.familyName].filter(Boolean).join(' · ');
}
