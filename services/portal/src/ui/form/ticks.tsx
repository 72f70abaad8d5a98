import { Chip } from '@mantine/core';
import { useChoices, type AnyList } from '../codes.ts';

type Props = {
  label: string;
  list: AnyList;
  codes: readonly string[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  field?: string;
};

/** Several of a list, as chips that a thumb can hit. */
export function Ticks({ label, list, codes, value, onChange, field }: Props) {
  const choices = useChoices();
  const known = [...codes, ...value.filter((one) => !codes.includes(one))];
  return (
    <fieldset className="ticks" data-field={field}>
      <legend>{label}</legend>
      <Chip.Group multiple value={[...value]} onChange={onChange}>
        <div className="chips">
          {choices(list, known).map((choice) => (
            <Chip key={choice.value} value={choice.value} radius="md">
              {choice.label}
            </Chip>
          ))}
        </div>
      </Chip.Group>
    </fieldset>
  );
}

type OneProps = Omit<Props, 'value' | 'onChange'> & {
  value: string;
  onChange: (value: string) => void;
};

/** One of a few, all of them in sight. */
export function OneOf({ label, list, codes, value, onChange, field }: OneProps) {
  const choices = useChoices();
  return (
    <fieldset className="ticks" data-field={field}>
      <legend>{label}</legend>
      <Chip.Group value={value} onChange={onChange}>
        <div className="chips">
          {choices(list, codes).map((choice) => (
            <Chip key={choice.value} value={choice.value} radius="md">
              {choice.label}
            </Chip>
          ))}
        </div>
      </Chip.Group>
    </fieldset>
  );
}
