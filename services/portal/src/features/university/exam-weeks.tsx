import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ExamPeriods } from '@katrol/proto/katrol/volunteer_training/v1/json';
import { VolunteerTrainingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useSession } from '#app/session.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { Periods } from '#ui/form/periods.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';

/** When the students of the own university have exams. */
export function ExamWeeks() {
  const { t } = useTranslation();
  const { me } = useSession();
  const universityCode = me?.university ?? '';
  const exams = useQuery(VolunteerTrainingService.method.getExamPeriods, { universityCode });
  return (
    <Section title={t('university.exams')} id="examens">
      <Text>{t('university.examsText')}</Text>
      {exams.isError ? <Trouble error={exams.error} retry={() => void exams.refetch()} /> : null}
      {exams.isPending ? <Waiting /> : null}
      {exams.data ? <ExamForm key={exams.data.revision} of={exams.data} /> : null}
    </Section>
  );
}

function ExamForm({ of }: { of: ExamPeriods }) {
  const { t } = useTranslation();
  const { universityCode, periods, revision } = of;
  const form = useKatrolForm({
    rpc: VolunteerTrainingService.method.keepExamPeriods,
    initial: { universityCode, periods, revision },
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} testId="exam-weeks-form">
      <Periods
        label={t('university.exams')}
        add={t('university.addExams')}
        field="periods"
        value={form.values.periods}
        onChange={(next) => form.set('periods', next)}
        make={(days) => days}
      />
    </FormFrame>
  );
}
