import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { flushOutbox, OUTBOX_CHANGED } from '#api/outbox.ts';
import { tell } from '#ui/notice.ts';
import { useSession } from './session.tsx';

const EVERY = 30_000;
const SOON = [2_000, 5_000, 10_000];

/** Sends what was made offline as soon as there is a network, and says so. */
export function OutboxWatch() {
  const { t } = useTranslation();
  const { me } = useSession();
  const queries = useQueryClient();
  useEffect(() => {
    const say = (event: Event) => {
      const { sent = 0, refused = 0 } = (event as CustomEvent<{ sent?: number; refused?: number }>)
        .detail;
      if (sent) tell({ message: t('app.outboxSent', { count: sent }) });
      if (refused)
        tell({ message: t('app.outboxRefused', { count: refused }), tone: 'trouble', stays: true });
      if (sent) void queries.invalidateQueries();
    };
    window.addEventListener(OUTBOX_CHANGED, say);
    return () => window.removeEventListener(OUTBOX_CHANGED, say);
  }, [t, queries]);
  useEffect(() => {
    if (!me) return undefined;
    const flush = () => void flushOutbox();
    // a browser says that it is online a moment before anything can be reached
    const again = () => {
      flush();
      for (const after of SOON) setTimeout(flush, after);
    };
    flush();
    window.addEventListener('online', again);
    const timer = setInterval(flush, EVERY);
    return () => {
      window.removeEventListener('online', again);
      clearInterval(timer);
    };
  }, [me]);
  return null;
}
