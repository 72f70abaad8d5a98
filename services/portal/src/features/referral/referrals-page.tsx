import { Group } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { IntakeService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { AppLink, ButtonLink } from '#ui/link.tsx';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Tag } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';

type Setup = ListSetup<typeof IntakeService.method.listReferrals>;

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

function useSetup(branchCode: string): Setup {
  const { t } = useTranslation();
  const columns = useColumns();
  const extra = useExtraColumns();
  return useMemo(
    () => ({
      name: 'referrals',
      label: t('referral.listTitle'),
      rpc: IntakeService.method.listReferrals,
      of: { branchCode },
      export: IntakeService.method.exportReferrals,
      searchable: true,
      defaultSort: '-occurred_on',
      rowKey: (row) => row.id,
      where: (row) => ({ to: '/gezinnen/$id', params: { id: row.familyId } }),
      columns: [...columns, ...extra],
      filters: [
        { field: 'status', label: t('ui.status'), list: 'ReferralStatus' },
        { field: 'referrer_kind', label: t('referral.referrer'), list: 'ReferrerKind' },
        { field: 'grade', label: t('ui.grades'), list: 'Grade' },
        { field: 'language', label: t('ui.language'), list: 'Language' },
        { field: 'occurred_on', label: t('referral.cameIn'), dates: true },
      ],
      empty: (
        <Empty title={t('referral.noneYet')}>
          <Group justify="center">
            <AppLink to="/aanmelden/$branch" params={{ branch: branchCode }}>
              {t('referral.yourForm')}
            </AppLink>
          </Group>
        </Empty>
      ),
    }),
    [branchCode, t, columns, extra],
  );
}

function useColumns(): Setup['columns'] {
  const { t } = useTranslation();
  const code = useCodes();
  return useMemo(
    () => [
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
        cell: (row) => row.grades.map((grade) => code('Grade', grade)).join(', '),
      },
      {
        id: 'status',
        label: t('ui.status'),
        sort: 'status',
        cell: (row) => (
          <Tag tone={row.status === 'submitted' ? 'accent' : 'calm'}>
            {code('ReferralStatus', row.status)}
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
          [code('ReferrerKind', row.referrerKind), row.referrerOrganisation]
            .filter(Boolean)
            .join(', '),
      },
      {
        id: 'visit',
        label: t('referral.visit'),
        sort: 'visit_on',
        cell: (row) => (row.visitOn ? <When at={row.visitOn} /> : ''),
      },
    ],
    [t, code],
  );
}

function useExtraColumns(): Setup['columns'] {
  const { t } = useTranslation();
  const code = useCodes();
  return useMemo(
    () => [
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
        cell: (row) => code('Language', row.language),
      },
      {
        id: 'call',
        label: t('contact.file.callHour'),
        off: true,
        cell: (row) => row.callHour,
      },
    ],
    [t, code],
  );
}
