import { NativeSelect, Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useTranslation } from 'react-i18next';
import { IntakeService } from '#api/names.ts';
import { useBranch, useBranchName, useSession } from '#app/session.tsx';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { ButtonLink } from '#ui/link.tsx';
import { Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useGo } from '#ui/url.ts';
import { When } from '#ui/when.tsx';
import { RefusedPart } from './refused-part.tsx';

/** A family of another branch, in an emergency: what one has open, and the form that opens one. */
export function EmergencyPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('emergency.title')} lead={t('emergency.lead')}>
      <MyOpen />
      <Section title={t('emergency.openOne')}>
        <OpenForm />
      </Section>
      <RefusedPart />
    </Page>
  );
}

function MyOpen() {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const mine = useQuery(IntakeService.method.listMyEmergencyAccess, {});
  if (mine.isError) return <Trouble error={mine.error} retry={() => void mine.refetch()} />;
  if (!mine.data) return <Waiting lines={1} />;
  if (!mine.data.rows.length) return null;
  return (
    <Section title={t('emergency.mine')}>
      <ul className="plain" data-testid="my-emergencies">
        {mine.data.rows.map((one) => (
          <li key={one.id} className="line">
            <div>
              <Text fw={600}>
                {one.familyLabel}, {branchName(one.branchCode)}
              </Text>
              <Text className="quiet">
                {t('emergency.until')} <When at={one.until} />
              </Text>
            </div>
            <ButtonLink
              to="/gezinnen/$id"
              params={{ id: one.familyId }}
              variant="light"
              aria-label={t('emergency.readOne', { name: one.familyLabel })}
            >
              {t('emergency.read')}
            </ButtonLink>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function OpenForm() {
  const { t } = useTranslation();
  const { me, branches } = useSession();
  const { code: branchCode } = useBranch();
  const go = useGo();
  const others = branches
    .filter((one) => !me?.branches.includes(one.code))
    .map((one) => ({ value: one.code, label: one.name }));
  const form = useKatrolForm({
    rpc: IntakeService.method.openEmergencyAccess,
    draft: 'emergency',
    initial: { branchCode },
    saved: t('emergency.opened'),
    done: ({ familyId: id }) => go({ to: '/gezinnen/$id', params: { id } }),
  });
  return (
    <FormFrame of={form} submit={t('emergency.doOpen')} testId="emergency-form">
      <NativeSelect
        label={t('emergency.whichBranch')}
        data={[{ value: '', label: t('ui.choose') }, ...others]}
        {...form.field('familyBranchCode')}
      />
      <Field of={form} at="familyName" label={t('emergency.familyName')} />
      <Text className="quiet">{t('emergency.oneMore')}</Text>
      <Field of={form} at="phone" label={t('emergency.phone')} />
      <Field of={form} at="childFirstName" label={t('emergency.childFirstName')} />
      <Field
        of={form}
        at="reason"
        label={t('emergency.why')}
        description={t('emergency.whyHelp')}
        minRows={3}
      />
      <Text>{t('emergency.theyWillSee')}</Text>
    </FormFrame>
  );
}
