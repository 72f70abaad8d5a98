import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { IntakeService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useCommand } from '#ui/form/use-command.ts';
import { SheetText } from '#ui/sheet.tsx';
import { When } from '#ui/when.tsx';

const { getAgreement, signTutorAgreement } = IntakeService.method;

/** The sheet of a family as its tutor reads it: the own promise is the tutor's own to make. */
export function Agreement({ familyId }: { familyId: string }) {
  const { t, i18n } = useTranslation();
  const asked = { familyId, language: i18n.language };
  const { data } = useQuery(getAgreement, asked, { retry: false });
  const sign = useCommand(signTutorAgreement, { saved: t('tutor.sheetThanks') });
  if (!data?.used || !data.sheet) return null;
  const { sheet, signatures } = data;
  const mine = signatures.findLast((one) => one.side === 'tutor' && one.personId !== '');
  const noted = signatures.findLast((one) => one.side === 'tutor');
  const signs = (
    <>
      <SheetText of={sheet} />
      <Button
        size="sm"
        variant="light"
        loading={sign.saving}
        onClick={() => void sign.run({ ...asked, hash: sheet.hash })}
        data-testid="sign-sheet"
      >
        {t('tutor.sheetSign')}
      </Button>
    </>
  );
  return (
    <details className="sheet-of-family" data-testid="sheet-of-family">
      <summary>
        {t('tutor.sheet')}{' '}
        {mine ? (
          <>
            · {t('tutor.sheetSigned')} <When at={mine.signedOn} />
          </>
        ) : noted ? (
          <>
            · {t('tutor.sheetNoted')} <When at={noted.signedOn} />
          </>
        ) : null}
      </summary>
      <Text className="quiet">{t('tutor.sheetText')}</Text>
      {mine?.newer && mine.sheet?.hash ? (
        <>
          <SheetText of={mine.sheet} />
          <Text>{t('tutor.sheetNewer')}</Text>
          {signs}
        </>
      ) : mine ? (
        <SheetText of={mine.sheet?.hash ? mine.sheet : sheet} />
      ) : (
        signs
      )}
    </details>
  );
}
