import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isoDay } from '../when.tsx';

export type PeriodValue = { from: string; until: string; label?: string };

type Props<P extends PeriodValue> = {
  label: string;
  add: string;
  value: readonly P[];
  onChange: (value: P[]) => void;
  /** what a new one holds beside its days */
  make: (days: { from: string; until: string }) => P;
  field: string;
  /** asks for a word beside the days */
  why?: string;
};

/** Days on which nobody comes: from, until, as many periods as wanted. */
export function Periods<P extends PeriodValue>(props: Props<P>) {
  const { label, add, value, onChange, make, field, why } = props;
  const { t } = useTranslation();
  const change = (index: number, part: Partial<PeriodValue>) =>
    onChange(value.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const nameOf = (index: number) => `${label} ${index + 1}`;
  return (
    <fieldset className="ticks" data-field={field}>
      <legend>{label}</legend>
      {value.map((one, index) => (
        <Group gap="xs" mb="xs" wrap="wrap" key={index}>
          <TextInput
            type="date"
            aria-label={`${nameOf(index)}: ${t('ui.periods.from')}`}
            value={one.from}
            onChange={(event) => change(index, { from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            aria-label={`${nameOf(index)}: ${t('ui.periods.until')}`}
            value={one.until}
            onChange={(event) => change(index, { until: event.currentTarget.value })}
          />
          {why === undefined ? null : (
            <TextInput
              aria-label={`${nameOf(index)}: ${why}`}
              placeholder={why}
              value={one.label ?? ''}
              onChange={(event) => change(index, { label: event.currentTarget.value })}
            />
          )}
          <ActionIcon
            type="button"
            variant="subtle"
            size={44}
            aria-label={t('ui.periods.remove', { what: nameOf(index) })}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Button
        type="button"
        variant="light"
        size="sm"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => onChange([...value, make({ from: isoDay(), until: isoDay() })])}
      >
        {add}
      </Button>
    </fieldset>
  );
}
