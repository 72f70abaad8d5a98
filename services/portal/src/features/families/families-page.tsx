import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FamilyRow } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { intake } from '#api/transport.ts';
import { useBranch } from '#app/session.tsx';
import { useCodes } from '#ui/codes.ts';
import { ButtonLink } from '#ui/link.tsx';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Page, Tag } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';

/** All families of the branch. */
export function FamiliesPage() {
  const { t } = useTranslation();
  const code = useCodes();
  const { code: branchCode } = useBranch();
  const setup = useMemo<ListSetup<FamilyRow>>(
    () => ({
      name: 'families',
      label: t('families.listTitle'),
      scope: branchCode,
      searchable: true,
      defaultSort: '-last_event_on',
      rowKey: (row) => row.id,
      href: (row) => `/gezinnen/${row.id}`,
      load: (options) => intake.listFamilies({ branchCode, options }),
      exportAll: (options) => intake.exportFamilies({ branchCode, options }),
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
          cell: (row) => <Tag>{code('referralStatus', row.status)}</Tag>,
        },
        {
          id: 'language',
          label: t('ui.language'),
          cell: (row) => (row.language ? code('language', row.language) : ''),
        },
        { id: 'municipality', label: t('ui.municipality'), cell: (row) => row.municipality },
        {
          id: 'last',
          label: t('families.lastEvent'),
          sort: 'last_event_on',
          cell: (row) => <When at={row.lastEventOn} />,
        },
      ],
      filters: [
        { field: 'status', label: t('ui.status'), say: (value) => code('referralStatus', value) },
        { field: 'language', label: t('ui.language'), say: (value) => code('language', value) },
        { field: 'grade', label: t('ui.grades'), say: (value) => code('grade', value) },
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
    [branchCode, t, code],
  );
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
