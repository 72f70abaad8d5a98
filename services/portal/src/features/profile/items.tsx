import { ActionIcon, Button, Group } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** A code for an item that somebody just added: what it is, and when. */
export const freshCode = (start: string): string => `${start}_${Date.now().toString(36)}`;

type Props<I> = {
  title: string;
  add: string;
  field: string;
  items: readonly I[];
  onChange: (items: I[]) => void;
  make: () => I;
  /** the input of one item */
  children: (index: number, label: string) => ReactNode;
};

/** Items of the profile with words of their own: criteria, exclusions, questions. */
export function Items<I extends { code: string }>(props: Props<I>) {
  const { title, add, field, items, onChange, make, children } = props;
  const { t } = useTranslation();
  const labelOf = (index: number) => `${title} ${index + 1}`;
  return (
    <fieldset className="ticks" data-field={field}>
      <legend>{title}</legend>
      {items.map((item, index) => (
        <Group key={item.code} align="flex-start" wrap="nowrap" mb="xs">
          <div style={{ flex: 1 }}>{children(index, labelOf(index))}</div>
          <ActionIcon
            type="button"
            size={44}
            variant="subtle"
            aria-label={t('profile.remove', { what: labelOf(index) })}
            onClick={() => onChange(items.filter((_, at) => at !== index))}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Button
        type="button"
        size="sm"
        variant="light"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => onChange([...items, make()])}
      >
        {add}
      </Button>
    </fieldset>
  );
}
