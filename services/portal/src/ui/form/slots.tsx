import { ActionIcon, Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useChoices } from '../codes.ts';

export type SlotValue = { weekday: number; fromMinute: number; untilMinute: number };

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'];
const asTime = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const asMinutes = (time: string) => {
  const [hour = '0', minute = '0'] = time.split(':');
  return Number(hour) * 60 + Number(minute);
};

type Props = {
  label: string;
  value: SlotValue[];
  onChange: (value: SlotValue[]) => void;
  field?: string;
};

/** Weekly slots: a day, from, until; as many as wanted. */
export function Slots({ label, value, onChange, field }: Props) {
  const { t } = useTranslation();
  const change = (index: number, part: Partial<SlotValue>) =>
    onChange(value.map((slot, at) => (at === index ? { ...slot, ...part } : slot)));
  return (
    <fieldset className="ticks" data-field={field}>
      <legend>{label}</legend>
      {value.map((slot, index) => (
        <SlotRow
          key={index}
          slot={slot}
          change={(part) => change(index, part)}
          remove={() => onChange(value.filter((_, at) => at !== index))}
        />
      ))}
      <Button
        type="button"
        variant="light"
        size="sm"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => onChange([...value, { weekday: 1, fromMinute: 960, untilMinute: 1080 }])}
      >
        {t('ui.slots.add')}
      </Button>
    </fieldset>
  );
}

function SlotRow({
  slot,
  change,
  remove,
}: {
  slot: SlotValue;
  change: (part: Partial<SlotValue>) => void;
  remove: () => void;
}) {
  const { t } = useTranslation();
  const choices = useChoices();
  return (
    <Group gap="xs" mb="xs" wrap="wrap">
      <NativeSelect
        aria-label={t('ui.slots.day')}
        data={choices('weekday', WEEKDAYS)}
        value={String(slot.weekday)}
        onChange={(event) => change({ weekday: Number(event.currentTarget.value) })}
      />
      <TextInput
        type="time"
        aria-label={t('ui.slots.from')}
        value={asTime(slot.fromMinute)}
        onChange={(event) => change({ fromMinute: asMinutes(event.currentTarget.value) })}
      />
      <TextInput
        type="time"
        aria-label={t('ui.slots.until')}
        value={asTime(slot.untilMinute)}
        onChange={(event) => change({ untilMinute: asMinutes(event.currentTarget.value) })}
      />
      <ActionIcon
        type="button"
        variant="subtle"
        size={44}
        aria-label={t('ui.slots.remove')}
        onClick={remove}
      >
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
