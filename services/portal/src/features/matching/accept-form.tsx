import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Pair } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { Slots, type SlotValue } from '#ui/form/slots.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { useSaySlot } from '#ui/week.tsx';
import { isoDay, nextHour } from '#ui/when.tsx';

/** The weekly hours of a pair in words; where nobody said when, that. */
export function WeeklyHours({ hours }: { hours: SlotValue[] }) {
  const { t } = useTranslation();
  const saySlot = useSaySlot();
  return (
    <Text fw={600} data-testid="weekly-hours">
      {hours.length
        ? t('matching.everyWeek', { hours: hours.map(saySlot).join(', ') })
        : t('matching.hoursOpen')}
    </Text>
  );
}

type AcceptProps = { pair: Pair; revision: number; close: () => void };

/** The weekly hours that are given from now on, and the first joint visit. */
export function AcceptForm({ pair, revision, close }: AcceptProps) {
  const { t } = useTranslation();
  const { supportRequestId, tutorId, hours } = pair;
  const firstVisitOn = nextHour(hours) || `${isoDay(7)}T16:00`;
  const form = useKatrolForm({
    rpc: MatchingService.method.acceptProposal,
    draft: `accept:${supportRequestId}`,
    initial: { supportRequestId, tutorId, revision, firstVisitOn, hours },
    saved: t('matching.accepted'),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('matching.planFirstVisit')} cancel={close} testId="accept-form">
      <Slots
        label={t('matching.hours')}
        value={form.values.hours}
        onChange={(given) => form.set('hours', given)}
        field="hours"
      />
      <Text className="quiet">{t('matching.hoursHelp')}</Text>
      <Field
        of={form}
        at="firstVisitOn"
        label={t('matching.firstVisit')}
        description={t('matching.firstVisitHelp')}
        maw={320}
      />
    </FormFrame>
  );
}
