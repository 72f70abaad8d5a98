import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalOf } from '#api/refusal.ts';
import { tell } from '../notice.ts';
import { useReason } from '../refusal.tsx';
import type { TakenOut } from './take-out.ts';

type Props = { of: TakenOut; testId: string };

/** Takes what is shown out as a spreadsheet, or as a plain file for other programs. */
export function TakeOutButtons({ of, testId }: Props) {
  const { t } = useTranslation();
  const reason = useReason();
  const [busy, setBusy] = useState<'csv' | 'xlsx'>();
  const run = async (as: 'csv' | 'xlsx') => {
    setBusy(as);
    try {
      const { takeOut } = await import('./take-out.ts');
      await takeOut(of, as);
    } catch (error) {
      const refusal = refusalOf(error);
      tell({ tone: 'trouble', message: reason(refusal.reason, refusal.code) });
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <>
      <Button
        className="no-print"
        loading={busy === 'xlsx'}
        onClick={() => void run('xlsx')}
        data-testid={`${testId}-sheet`}
      >
        {t('ui.takeOut.sheet')}
      </Button>
      <Button
        className="no-print"
        variant="light"
        loading={busy === 'csv'}
        onClick={() => void run('csv')}
        data-testid={testId}
      >
        {t('ui.takeOut.csv')}
      </Button>
    </>
  );
}
