import { Alert, Button } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconCloudOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { flushOutbox, mayBeTwice, OUTBOX_CHANGED, sendBoth } from '#api/outbox.ts';
import { removeFromQueue, waiting, waitsUntil, type Queued } from '#device/queue.ts';
import { useReason } from '#ui/refusal.tsx';
import { useSayDate } from '#ui/when.tsx';

/** What waits for a network, and what was refused when it was sent. */
export function OfflineNotice() {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const sayDate = useSayDate();
  const [queue, setQueue] = useState<Queued[]>([]);
  const look = () => void waiting().then(setQueue);
  useEffect(() => {
    look();
    window.addEventListener(OUTBOX_CHANGED, look);
    return () => window.removeEventListener(OUTBOX_CHANGED, look);
  }, []);
  const refused = queue.filter((one) => one.problem);
  const open = queue.length - refused.length;
  const first = queue.find((one) => !one.problem);
  if (online && !queue.length) return null;
  return (
    <Alert
      role="status"
      icon={<IconCloudOff aria-hidden />}
      variant="outline"
      title={
        open
          ? t('tutor.waitsForNetwork', { count: open })
          : online
            ? t('tutor.notTaken')
            : t('tutor.offline')
      }
      data-testid="offline-notice"
    >
      {first ? (
        <p className="tight">{t('tutor.waitsUntil', { when: sayDate(waitsUntil(first)) })}</p>
      ) : null}
      {open && online ? (
        <Button size="sm" variant="light" onClick={() => void flushOutbox()}>
          {t('tutor.sendNow')}
        </Button>
      ) : null}
      {refused.map((one) => (
        <RefusedLog key={one.id} one={one} look={look} />
      ))}
    </Alert>
  );
}

/** One that was refused stays, with why, until who made it says what becomes of it. */
function RefusedLog({ one, look }: { one: Queued; look: () => void }) {
  const { t } = useTranslation();
  const reason = useReason();
  const sayDate = useSayDate();
  const { madeAt, problem, about } = one;
  return (
    <p className="tight">
      {t('tutor.refusedOne', { when: sayDate(madeAt) })} {reason(problem, problem, about)}{' '}
      {mayBeTwice(one) ? (
        <button
          type="button"
          className="plain-button"
          data-testid="send-both"
          onClick={() => void sendBoth(one).then(look)}
        >
          {t('tutor.sendBoth')}
        </button>
      ) : null}{' '}
      <button
        type="button"
        className="plain-button"
        onClick={() => void removeFromQueue(one.id).then(look)}
      >
        {t('tutor.dropIt')}
      </button>
    </p>
  );
}
