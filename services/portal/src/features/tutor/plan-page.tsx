import { useQuery } from '#api/query.ts';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { MatchingService } from '#api/names.ts';
import { useFamilyLabels } from '#api/labels.ts';
import { AppLink } from '#ui/link.tsx';
import { Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { Plan } from '#ui/trajectory/plan.tsx';
import { SessionsOf } from '#ui/trajectory/sessions-of.tsx';
import { WritesFreely } from './own-names.tsx';

/** What the tutor and the family work on together. */
export function PlanPage() {
  return (
    <WritesFreely>
      <OnePlan />
    </WritesFreely>
  );
}

function OnePlan() {
  const { id } = useParams({ from: '/plan/$id' });
  const { t } = useTranslation();
  const trajectory = useQuery(MatchingService.method.getTrajectory, { id });
  const of = trajectory.data;
  const family = useFamilyLabels(of ? [of.familyId] : []).get(of?.familyId ?? '');
  if (trajectory.isError)
    return (
      <Page title={t('tutor.agreements')}>
        <Trouble error={trajectory.error} />
      </Page>
    );
  if (!of)
    return (
      <Page title={t('tutor.agreements')}>
        <Waiting />
      </Page>
    );
  const names = new Map((family?.children ?? []).map((child) => [child.id, child.firstName]));
  return (
    <Page
      title={t('tutor.planTitle', { name: family?.familyName ?? '' })}
      lead={t('tutor.planLead')}
    >
      <AppLink to="/">{t('tutor.back')}</AppLink>
      <Plan of={of} />
      <Section title={t('tutor.moments')}>
        <SessionsOf of={of} names={names} />
      </Section>
    </Page>
  );
}
