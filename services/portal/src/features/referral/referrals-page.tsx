import { Group } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReferralRow } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { intake } from '#api/transport.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { AppLink, ButtonLink } from '#ui/link.tsx';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Tag } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';

/** All referrals of the branch. */
export function ReferralsPage() {
  const { t } = useTranslation();
  const { code } = useBranch();
  const setup = useSetup(code);
  return (
    <Page
      title={t('referral.listTitle')}
      lead={t('referral.listLead')}
      actions={
        <>
          <ButtonLink to="/aanmeldingen/nieuw">{t('referral.new')}</ButtonLink>
          <ButtonLink to="/aanmeldingen/inladen" variant="light">
            {t('referral.import')}
          </ButtonLink>
        </>
      }
    >
      <DataList setup={setup} />
    </Page>
  );
}

function useSetup(branchCode: string): ListSetup<ReferralRow> {
  const { t } = useTranslation();
  const code = useCodes();
  return useMemo(
    () => ({
      name: 'referrals',
      label: t('referral.listTitle'),
      scope: branchCode,
      searchable: true,
      defaultSort: '-occurred_on',
      rowKey: (row) => row.id,
      href: (row) => `/gezinnen/${row.familyId}`,
      load: (options) => intake.listReferrals({ branchCode, options }),
      exportAll: (options) => intake.exportReferrals({ branchCode, options }),
      columns: [
        {
          id: 'family',
          label: t('ui.family'),
          sort: 'family_name',
          cell: (row) => row.familyName || row.children.join(', '),
        },
        { id: 'children', label: t('ui.children'), cell: (row) => row.children.join(', ') },
        {
          id: 'grades',
          label: t('ui.grades'),
          cell: (row) =>
            row.grades
              .filter(Boolean)
              .map((grade) => code('grade', grade))
              .join(', '),
        },
        {
          id: 'status',
          label: t('ui.status'),
          sort: 'status',
          cell: (row) => (
            <Tag tone={row.status === 1 ? 'accent' : 'calm'}>
              {code('referralStatus', row.status)}
            </Tag>
          ),
        },
        {
          id: 'occurred',
          label: t('referral.cameIn'),
          sort: 'occurred_on',
          cell: (row) => <When at={row.occurredOn} />,
        },
        {
          id: 'referrer',
          label: t('referral.referrer'),
          cell: (row) =>
            [code('referrer', row.referrerKind), row.referrerOrganisation]
              .filter(Boolean)
              .join(', '),
        },
        {
          id: 'visit',
          label: t('referral.visit'),
          sort: 'visit_on',
          cell: (row) => (row.visitOn ? <When at={row.visitOn} /> : ''),
        },
        {
          id: 'municipality',
          label: t('ui.municipality'),
          off: true,
          cell: (row) => row.municipality,
        },
        {
          id: 'language',
          label: t('ui.language'),
          off: true,
          cell: (row) => (row.language ? code('language', row.language) : ''),
        },
      ],
      filters: [
        { field: 'status', label: t('ui.status'), say: (value) => code('referralStatus', value) },
        {
          field: 'referrer_kind',
          label: t('referral.referrer'),
          say: (value) => code('referrer', value.replace('REFERRER_KIND_', '')),
        },
        { field: 'grade', label: t('ui.grades'), say: (value) => code('grade', value) },
        { field: 'language', label: t('ui.language'), say: (value) => code('language', value) },
        { field: 'occurred_on', label: t('referral.cameIn'), dates: true },
      ],
      empty: (
        <Empty title={t('referral.noneYet')}>
          <Group justify="center">
            <AppLink to={`/aanmelden/${branchCode}`}>{t('referral.yourForm')}</AppLink>
          </Group>
        </Empty>
      ),
    }),
    [branchCode, t, code],
  );
}
