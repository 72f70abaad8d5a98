import { useTranslation } from 'react-i18next';
import { IntakeService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { ImportCsv } from '#ui/import/import-csv.tsx';
import { Page } from '#ui/page.tsx';

const FIELDS = [
  'family_name',
  'phone',
  'email',
  'language',
  'how_to_reach',
  'child_first_name',
  'grade',
  'school',
  'referrer_kind',
  'referrer_name',
  'referrer_organisation',
  'referrer_email',
  'referrer_phone',
  'reason',
  'expectation',
  'family_question',
  'occurred_on',
  'family_agreed',
  'family_informed',
  'street_and_number',
  'postal_code',
  'municipality',
];

/** A file of referrals, loaded line by line. */
export function ImportReferralsPage() {
  const { t } = useTranslation();
  const { code } = useBranch();
  return (
    <Page title={t('referral.importTitle')} lead={t('referral.importLead')}>
      <ImportCsv
        name="referrals"
        fields={FIELDS}
        rpc={IntakeService.method.importReferrals}
        branchCode={code}
        undo={IntakeService.method.undoReferralImport}
        where={(id) => ({ to: '/gezinnen/$id', params: { id } })}
      />
    </Page>
  );
}
