import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hold } from '@katrol/proto/katrol/matching/v1/codes';
import type { Pair } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';

export type Ids = { supportRequestId: string; tutorId: string };
type ForbidProps = { ids: Ids; held: (pair: Pair) => void; close: () => void };

/** A pair is kept apart, with the reason for colleagues. */
export function ForbidForm({ ids, held, close }: ForbidProps) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: MatchingService.method.holdPair,
    initial: { ...ids, hold: 'forbidden' },
    saved: t('matching.forbidden'),
    done: (pair) => {
      held(pair);
      close();
    },
  });
  return (
    <FormFrame of={form} submit={t('matching.forbid')} cancel={close} testId="forbid-form">
      <Field
        of={form}
        at="reason"
        label={t('matching.whyForbid')}
        description={t('matching.whyForbidHelp')}
      />
    </FormFrame>
  );
}

/** Pins a pair, or lets go of what holds it. */
export function useHold(ids: Ids, held: (pair: Pair) => void) {
  const { run, saving } = useCommand(MatchingService.method.holdPair, { done: held });
  return { run: (hold: Hold) => run({ ...ids, hold }), saving };
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
  if (pair.reasons.some((one) => one.code === 'SAID_NO' && one.verdict === 'broken'))
    return (
      <Button
        size="sm"
        variant="light"
        loading={hold.saving}
        onClick={() => void hold.run('free')}
        data-testid="try-again"
      >
        {t('matching.tryAgain')}
      </Button>
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
