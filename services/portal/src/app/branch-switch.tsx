import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from './session.tsx';

/** Which branch one works in; a choice for who works in several. */
export function BranchSwitch() {
  const { t } = useTranslation();
  const { me, branch, branches, setBranch } = useSession();
  const mine = me?.branches ?? [];
  const nameOf = (code: string) => branches.find((one) => one.code === code)?.name ?? code;
  if (!mine.length) return null;
  if (mine.length === 1)
    return (
      <span className="strong" data-testid="branch">
        {nameOf(branch)}
      </span>
    );
  return (
    <NativeSelect
      aria-label={t('app.branch')}
      data={mine.map((code) => ({ value: code, label: nameOf(code) }))}
      value={branch}
      onChange={(event) => setBranch(event.currentTarget.value)}
      data-testid="branch"
    />
  );
}
