import { useTranslation } from 'react-i18next';
import { VolunteerTrainingService } from '#api/names.ts';
import { useSession } from '#app/session.tsx';
import { ImportCsv } from '#ui/import/import-csv.tsx';
import { ROSTER_FIELDS } from '#ui/import/roster-fields.ts';
import { Page } from '#ui/page.tsx';

/** The roster of the university's students, with what changed since last time. */
export function RosterPage() {
  const { t } = useTranslation();
  const { me } = useSession();
  return (
    <Page title={t('university.roster')} lead={t('university.rosterLead')}>
      <ImportCsv
        name="roster"
        fields={ROSTER_FIELDS}
        rpc={VolunteerTrainingService.method.importStudentRoster}
        universityCode={me?.university}
      />
    </Page>
  );
}
