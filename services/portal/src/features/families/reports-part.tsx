import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type { ReportDue, Thread } from '@katrol/proto/katrol/school_liaison/v1/json';
import { MatchingService, SchoolLiaisonService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { useUrl } from '#ui/url.ts';
import { When } from '#ui/when.tsx';
import { MessageForm } from './message-form.tsx';

const { skipReport } = SchoolLiaisonService.method;

type Props = { family: Family; thread: Thread };

/** After each session, where the profile asks it: the tutor's lines become a text for the school. */
export function ReportsOf({ family, thread }: Props) {
  const { t } = useTranslation();
  if (!thread.reports.length) return null;
  return (
    <div id="verslagen" tabIndex={-1} data-testid="reports">
      <Text fw={600} component="h3">
        {t('school.reports')}
      </Text>
      <Text className="quiet">{t('school.reportsText')}</Text>
      <ul className="plain">
        {thread.reports.map((report) => (
          <Report key={report.sessionId} family={family} thread={thread} report={report} />
        ))}
      </ul>
    </div>
  );
}

type Doing = 'nothing' | 'writing' | 'skipping';

function Report({ family, thread, report }: Props & { report: ReportDue }) {
  const { t } = useTranslation();
  const [search] = useUrl();
  const { sessionId, occurredOn } = report;
  const [doing, does] = useState<Doing>(search.open === sessionId ? 'writing' : 'nothing');
  const close = () => does('nothing');
  // what the tutor wrote at the log is what it begins with: one writing serves both
  const trajectory = useQuery(
    MatchingService.method.getTrajectory,
    { familyId: family.id },
    { retry: false, enabled: doing === 'writing' },
  );
  const note = trajectory.data?.sessions.find((one) => one.id === sessionId)?.note ?? '';
  return (
    <li>
      <Text>
        {t('school.reportOf')} <When at={occurredOn} />
      </Text>
      {doing === 'writing' && !trajectory.isPending ? (
        <MessageForm
          family={family}
          thread={thread}
          report={{ sessionId, text: note }}
          close={close}
        />
      ) : null}
      {doing === 'skipping' ? <SkipForm sessionId={sessionId} close={close} /> : null}
      {doing === 'nothing' ? (
        <Group gap="xs" className="no-print">
          <Button size="sm" variant="light" onClick={() => does('writing')}>
            {t('school.writeReport')}
          </Button>
          <Button size="sm" variant="subtle" onClick={() => does('skipping')}>
            {t('school.skipReport')}
          </Button>
        </Group>
      ) : null}
    </li>
  );
}

function SkipForm({ sessionId, close }: { sessionId: string; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({ rpc: skipReport, initial: { sessionId }, done: close });
  return (
    <FormFrame of={form} submit={t('school.skipReport')} cancel={close} testId="skip-report-form">
      <Field of={form} at="reason" label={t('school.skipReason')} chips />
      <Text className="quiet">{t('school.skipReasonText')}</Text>
      <Field of={form} at="why" label={t('school.letGoWhy')} />
    </FormFrame>
  );
}
