import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pair } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { matching } from '#api/transport.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand, useKatrolForm } from '#ui/form/use-form.ts';

type Ids = { supportRequestId: string; tutorId: string };

/** A pair is kept apart, with the reason for colleagues. */
export function ForbidForm({
  ids,
  held,
  close,
}: {
  ids: Ids;
  held: (pair: Pair) => void;
  close: () => void;
}) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    initial: { reason: '' },
    call: (values, options) => matching.holdPair({ ...ids, hold: 'forbidden', ...values }, options),
    saved: t('matching.forbidden'),
    done: (pair: Pair) => {
      held(pair);
      close();
    },
  });
  return (
    <FormFrame of={form} submit={t('matching.forbid')} cancel={close} testId="forbid-form">
      <TextInput
        label={t('matching.whyForbid')}
        description={t('matching.whyForbidHelp')}
        {...form.field('reason')}
      />
    </FormFrame>
  );
}

/** Pins a pair, or lets go of what holds it. */
export function useHold(ids: Ids, held: (pair: Pair) => void) {
  return useCommand(
    (hold: string, options) => matching.holdPair({ ...ids, hold, reason: '' }, options),
    { done: held },
  );
}

/** What one can do with any pair: pin it, keep it apart, or let go again. */
export function HoldActions({ pair, held }: { pair: Pair; held: (pair: Pair) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const ids = { supportRequestId: pair.supportRequestId, tutorId: pair.tutorId };
  const hold = useHold(ids, held);
  if (open) return <ForbidForm ids={ids} held={held} close={() => setOpen(false)} />;
  if (pair.hold === 'pinned' || pair.hold === 'forbidden')
    return (
      <Group>
        <Button
          size="sm"
          variant="light"
          loading={hold.saving}
          onClick={() => void hold.run('free')}
          data-testid="free-pair"
        >
          {pair.hold === 'pinned' ? t('matching.unpin') : t('matching.together')}
        </Button>
      </Group>
    );
  return (
    <Group gap="xs">
      <Button
        size="sm"
        variant="light"
        loading={hold.saving}
        onClick={() => void hold.run('pinned')}
      >
        {t('matching.pin')}
      </Button>
      <Button size="sm" variant="subtle" onClick={() => setOpen(true)}>
        {t('matching.forbid')}
      </Button>
    </Group>
  );
}
