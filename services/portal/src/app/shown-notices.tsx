import { Notifications, notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { NOTICE, type Notice } from '#ui/notice.ts';

const DONE = 'katrol-done';

/** Shows what is told, from the first word on. */
export function ShownNotices({ first }: { first: Notice }) {
  const { t } = useTranslation();
  useEffect(() => {
    const show = ({ message, title, tone = 'done', stays = false }: Notice) => {
      // one word at a time: the newest done takes the place of the one before
      if (tone === 'done') notifications.hide(DONE);
      notifications.show({
        ...(tone === 'done' ? { id: DONE } : {}),
        message,
        title,
        color: tone === 'done' ? 'teal' : 'red',
        autoClose: stays ? false : tone === 'done' ? 5000 : 10_000,
        closeButtonProps: { 'aria-label': t('ui.close') },
      });
    };
    show(first);
    const say = (event: Event) => show((event as CustomEvent<Notice>).detail);
    window.addEventListener(NOTICE, say);
    return () => window.removeEventListener(NOTICE, say);
  }, [first, t]);
  return <Notifications position="bottom-center" />;
}
