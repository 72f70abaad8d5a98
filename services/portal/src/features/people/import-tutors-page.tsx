import { NativeSelect } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VolunteerTrainingService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { ImportCsv } from '#ui/import/import-csv.tsx';
import { ROSTER_FIELDS } from '#ui/import/roster-fields.ts';
import { Page } from '#ui/page.tsx';

/** A university's student roster, loaded for the branch. */
export function ImportTutorsPage() {
  const { t } = useTranslation();
  const { code } = useBranch();
  const universities = useQuery(VolunteerTrainingService.method.listUniversities, {});
  const [university, setUniversity] = useState('');
  const choices = (universities.data?.universities ?? []).map((one) => ({
    value: one.code,
    label: one.name,
  }));
  return (
    <Page title={t('people.importTitle')} lead={t('people.importLead')}>
      <NativeSelect
        label={t('people.university')}
        maw={360}
        data={[{ value: '', label: t('ui.choose') }, ...choices]}
        value={university}
        onChange={(event) => setUniversity(event.currentTarget.value)}
      />
      {university ? (
        <ImportCsv
          key={university}
          name="roster"
          fields={ROSTER_FIELDS}
          rpc={VolunteerTrainingService.method.importStudentRoster}
          branchCode={code}
          universityCode={university}
          where={(id) => ({ to: '/begeleiders/$id', params: { id } })}
        />
      ) : null}
    </Page>
  );
}
