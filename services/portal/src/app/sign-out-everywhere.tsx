import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PeopleService } from '#api/names.ts';
import { useCommand } from '#ui/form/use-command.ts';
import { leave } from './session.tsx';

/** Signs out on every device: for who left one unlocked somewhere. */
export function SignOutEverywhere() {
  const { t } = useTranslation();
  const end = useCommand(PeopleService.method.endMySessions, {
    saved: '',
    done: () => void leave(),
  });
  return (
    <Button
      variant="subtle"
      loading={end.saving}
      onClick={() => void end.run({})}
      data-testid="sign-out-everywhere"
    >
      {t('app.signOutEverywhere')}
    </Button>
  );
}
