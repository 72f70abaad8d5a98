import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { IntakeService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { ButtonLink } from '#ui/link.tsx';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Tag } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';

type Setup = ListSetup<typeof IntakeService.method.listFamilies>;

/** All families of the branch. */
export function FamiliesPage() {
  const { t } = useTranslation();
  const { code } = useBranch();
  const setup = useSetup(code);
  const emergency = (
    <ButtonLink to="/noodtoegang" variant="subtle">
      {t('emergency.title')}
    </ButtonLink>
  );
  return (
    <Page title={t('families.listTitle')} lead={t('families.listLead')} actions={emergency}>
      <DataList setup={setup} />
    </Page>
  );
}

function useSetup(branchCode: string): Setup {
  const { t } = useTranslation();
  const columns = useColumns();
  return useMemo(
    () => ({
      name: 'families',
      label: t('families.listTitle'),
      rpc: IntakeService.method.listFamilies,
      of: { branchCode },
      export: IntakeService.method.exportFamilies,
      searchable: true,
      defaultSort: '-last_event_on',
      rowKey: (row) => row.id,
      where: (row) => ({ to: '/gezinnen/$id', params: { id: row.id } }),
      columns,
      filters: [
        { field: 'status', label: t('ui.status'), list: 'ReferralStatus' },
        { field: 'language', label: t('ui.language'), list: 'Language' },
        { field: 'grade', label: t('ui.grades'), list: 'Grade' },
        { field: 'municipality', label: t('ui.municipality') },
      ],
      empty: (
        <Empty title={t('families.noneYet')}>
          <ButtonLink to="/aanmeldingen/nieuw" variant="light">
            {t('families.takeReferral')}
          </ButtonLink>
        </Empty>
      ),
    }),
    [branchCode, t, columns],
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
        cell: (row) => <Tag>{code('ReferralStatus', row.status)}</Tag>,
      },
      {
        id: 'language',
        label: t('ui.language'),
        cell: (row) => code('Language', row.language),
      },
      { id: 'municipality', label: t('ui.municipality'), cell: (row) => row.municipality },
      {
        id: 'last',
        label: t('families.lastEvent'),
        sort: 'last_event_on',
        cell: (row) => <When at={row.lastEventOn} />,
      },
    ],
    [t, code],
  );
}
