import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

const DONE = 'katrol-done';

type Notice = { message: string; title?: string; tone?: 'done' | 'trouble'; stays?: boolean };

/** A short word at the foot of the screen, announced; trouble stays longer. */
export function tell({ message, title, tone = 'done', stays = false }: Notice): void {
  // one word at a time: the newest done takes the place of the one before
  if (tone === 'done') notifications.hide(DONE);
  notifications.show({
    ...(tone === 'done' ? { id: DONE } : {}),
    message,
    title,
    color: tone === 'done' ? 'teal' : 'red',
    autoClose: stays ? false : tone === 'done' ? 5000 : 10_000,
    closeButtonProps: { 'aria-label': i18next.t('ui.close') },
  });
}
