import { Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { listOf, useChoices } from '../codes.ts';
import type { FormPart } from './form-part.ts';
import type { Path } from './path.ts';
import { OneOf, Ticks } from './ticks.tsx';

type Props<V> = {
  of: FormPart<V>;
  at: Path<V>;
  label: string;
  description?: string;
  placeholder?: string;
  autoComplete?: string;
  inputMode?: 'numeric';
  /** the codes to choose from, where they are not all that the contract knows */
  codes?: readonly string[];
  /** what stands for no choice; without it one is chosen from the start */
  empty?: string;
  /** codes as chips, all in sight */
  chips?: boolean;
  minRows?: number;
  step?: number;
  maw?: number;
};

/**
 * The input that a field of the contract asks for: a text, lines, a date, a number, one code or
 * several, a yes.
 */
export function Field<V>({ of, at, codes, empty, chips, step, minRows, ...rest }: Props<V>) {
  const choices = useChoices();
  const declared = of.declared(at);
  const { error, ...props } = of.field(at);
  const input = { ...rest, error, ...props };
  if (!declared) return <TextInput {...input} />;
  const many = declared.many === 'list';
  const list = listOf(declared);
  if (list) {
    const offered = codes ?? declared.codes ?? [];
    const chosen = {
      label: rest.label,
      list,
      codes: offered,
      field: of.path(at),
      onChange: props.onChange,
    };
    if (many) return <Ticks {...chosen} value={(props.value ?? []) as string[]} />;
    if (chips) return <OneOf {...chosen} value={String(props.value ?? '')} />;
    const none = empty === undefined ? [] : [{ value: '', label: empty }];
    return <NativeSelect data={[...none, ...choices(list, offered)]} {...input} />;
  }
  if (many) return <Lines minRows={minRows} {...input} value={(props.value ?? []) as string[]} />;
  if (props.checked !== undefined) return <Checkbox {...input} />;
  if (declared.lines) return <Textarea minRows={minRows} {...input} />;
  if (declared.kind === 'number')
    return <NumberInput hideControls step={step} {...(input as object)} />;
  return <TextInput {...input} />;
}

type LinesProps = Omit<Parameters<typeof Textarea>[0], 'value' | 'onChange'> & {
  value: string[];
  onChange: (lines: string[]) => void;
};

/** Several texts, one a line; blank ones are left out where they are kept. */
function Lines({ value, onChange, ...props }: LinesProps) {
  return (
    <Textarea
      {...props}
      value={value.join('\n')}
      onChange={(event) => onChange(event.currentTarget.value.split('\n'))}
    />
  );
}
