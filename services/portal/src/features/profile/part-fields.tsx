import { Fieldset, SimpleGrid, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '#ui/form/field.tsx';
import type { FormPart } from '#ui/form/form-part.ts';
import type { Part, Rule } from './rules.ts';

type Props<V> = { of: FormPart<V>; part: Part<V>; children?: ReactNode };

/**
 * A part of the document with an input for each of its rules; what has words of its own stands
 * under them.
 */
export function PartFields<V>({ of, part, children }: Props<V>) {
  const { t } = useTranslation();
  const { grid } = part;
  const asked = asAsked(part.rules).filter(({ when }) => !when || when(of.values));
  const inGrid = ({ at }: Rule<V>) => {
    const { kind, many } = of.declared(at) ?? {};
    return Boolean(grid) && kind !== 'flag' && !many;
  };
  const field = ({ at, label, asks, maw, notInUse }: Rule<V>) => (
    <Field
      key={at}
      of={of}
      at={at}
      label={notInUse ? t('profile.notInUse', { what: t(asks ?? label) }) : t(asks ?? label)}
      maw={maw}
    />
  );
  const sideBySide = grid ? (
    <SimpleGrid cols={grid.columns}>{asked.filter(inGrid).map(field)}</SimpleGrid>
  ) : null;
  return (
    <Fieldset legend={t(part.title)}>
      <Stack>
        {grid?.place === 'above' ? sideBySide : null}
        {blocksOf(asked.filter((rule) => !inGrid(rule))).map((block) => (
          <div key={block[0]?.at}>{block.map(field)}</div>
        ))}
        {grid?.place === 'below' ? sideBySide : null}
        {children}
      </Stack>
    </Fieldset>
  );
}

/** The rules in the order in which they are asked. */
function asAsked<V>(rules: readonly Rule<V>[]): Rule<V>[] {
  const moved = rules.filter((rule) => rule.askedAfter);
  return rules
    .filter((rule) => !rule.askedAfter)
    .flatMap((rule) => [rule, ...moved.filter(({ askedAfter }) => askedAfter === rule.at)]);
}

/** The rules that stand close under one another, together. */
function blocksOf<V>(rules: readonly Rule<V>[]): Rule<V>[][] {
  const blocks: Rule<V>[][] = [];
  for (const rule of rules) {
    const last = blocks.at(-1);
    if (rule.close && last) last.push(rule);
    else blocks.push([rule]);
  }
  return blocks;
}
