import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VolunteerTrainingService } from '#api/names.ts';
import { refusalOf, type Refusal } from '#api/refusal.ts';
import { useSession } from '#app/session.tsx';
import { download } from '#ui/download.ts';
import { Page, Section } from '#ui/page.tsx';
import { ErrorSummary } from '#ui/refusal.tsx';
import { isoDay } from '#ui/when.tsx';
import { ExamWeeks } from './exam-weeks.tsx';

/** Hours held, taken out as CSV for credits. */
export function HoursPage() {
  const { t } = useTranslation();
  const { me } = useSession();
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState(isoDay());
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const universityCode = me?.university ?? '';
  const run = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await download(
        `${t('university.hoursFile')}-${universityCode}-${isoDay()}.csv`,
        VolunteerTrainingService.method.exportHours,
        { universityCode, from, until },
      );
    } catch (error) {
      setRefusal(refusalOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title={t('university.hoursTitle')} lead={t('university.hoursLead')}>
      {refusal ? <ErrorSummary refusal={refusal} scope="hours" /> : null}
      <Section title={t('university.period')}>
        <Group align="flex-end">
          <TextInput
            id="hours-from"
            type="date"
            label={t('ui.list.from')}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            id="hours-until"
            type="date"
            label={t('ui.list.until')}
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
          <Button loading={busy} onClick={() => void run()} data-testid="download-hours">
            {t('university.download')}
          </Button>
        </Group>
      </Section>
      <ExamWeeks />
    </Page>
  );
}
