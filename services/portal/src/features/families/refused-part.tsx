import { useTranslation } from 'react-i18next';
import { AuditService } from '#api/names.ts';
import { useAnyCode } from '#ui/codes.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { Empty, Section } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';

const { listRefused } = AuditService.method;

/** Who was refused what of the branch, and when; which family it was is not shown. */
export function RefusedPart() {
  const { t } = useTranslation();
  return (
    <Section title={t('emergency.refused')}>
      <p className="tight quiet">{t('emergency.refusedLead')}</p>
      <DataList setup={useSetup()} />
    </Section>
  );
}

function useSetup(): ListSetup<typeof listRefused> {
  const { t } = useTranslation();
  const code = useAnyCode();
  const why = (reason: string): string => {
    if (reason === 'ROLE_MISSING') return t('emergency.refusedRole');
    if (/ATTEMPTS|TOO_MANY/.test(reason)) return t('emergency.refusedOften');
    return t('emergency.refusedUnknown');
  };
  return {
    name: 'refused',
    label: t('emergency.refusedList'),
    rpc: listRefused,
    of: { service: 'intake' },
    rowKey: (row) => `${row.at} ${row.name} ${row.rpc}`,
    columns: [
      {
        id: 'when',
        label: t('emergency.refusedWhen'),
        sort: 'at',
        cell: (row) => <When at={row.at ?? ''} />,
      },
      {
        id: 'who',
        label: t('emergency.refusedWho'),
        cell: (row) => {
          if (row.kind === 'system') return t('emergency.refusedService');
          if (row.kind === 'link') return t('emergency.refusedLink');
          return [row.name, ...row.role.split(',').map((role) => code('Role', role))].join(', ');
        },
      },
      { id: 'why', label: t('emergency.refusedWhy'), cell: (row) => why(row.reason) },
    ],
    defaultSort: '-at',
    empty: <Empty title={t('emergency.refusedNone')} />,
  };
}
