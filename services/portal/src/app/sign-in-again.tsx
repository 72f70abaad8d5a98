import { Button, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SIGN_IN_NEEDED } from '#api/call.ts';
import { Dialog } from '#ui/dialog.tsx';
import { signInPath, useSession } from './session.tsx';

/** The session ended while somebody worked: nothing typed is lost, one click brings them back. */
export function SignInAgain() {
  const { t, i18n } = useTranslation();
  const { me } = useSession();
  const [needed, setNeeded] = useState(false);
  useEffect(() => {
    const tell = () => setNeeded(true);
    window.addEventListener(SIGN_IN_NEEDED, tell);
    return () => window.removeEventListener(SIGN_IN_NEEDED, tell);
  }, []);
  return (
    <Dialog
      opened={needed && Boolean(me)}
      onClose={() => setNeeded(false)}
      title={t('app.sessionEnded')}
    >
      <Stack>
        <Text>{t('app.sessionEndedText')}</Text>
        <Button component="a" href={signInPath(i18n.language)}>
          {t('app.signInAgain')}
        </Button>
      </Stack>
    </Dialog>
  );
}
