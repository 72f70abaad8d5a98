import { NativeSelect, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSayNumber } from '../when.tsx';

type CellValue = { x: number; y: number };
type Props = {
  label: string;
  centre: CellValue | undefined;
  value: CellValue | undefined;
  onChange: (value: CellValue | undefined) => void;
  field?: string;
};

type Way = 'east' | 'west' | 'north' | 'south';
const KM_A_SQUARE = 0.5;
const AROUND = Array.from({ length: 17 }, (_, index) => index - 8);

/**
 * A coarse place: how far from the middle of the branch, in squares of half a kilometre; nothing
 * finer is asked.
 */
export function CellFields({ label, centre, value, onChange, field }: Props) {
  const { t } = useTranslation();
  const sayNumber = useSayNumber();
  if (!centre?.x && !centre?.y) return null;
  const far = (squares: number, plus: Way, minus: Way) =>
    squares === 0
      ? t('ui.cell.middle')
      : t(`ui.cell.${squares > 0 ? plus : minus}`, {
          km: sayNumber(Math.abs(squares) * KM_A_SQUARE),
        });
  const select = (axis: 'x' | 'y', plus: Way, minus: Way) => {
    const now = value ? value[axis] - centre[axis] : undefined;
    const offered =
      now === undefined || AROUND.includes(now) ? AROUND : [...AROUND, now].sort((a, b) => a - b);
    return (
      <NativeSelect
        label={t(`ui.cell.${axis}`)}
        data={[
          { value: '', label: t('ui.cell.unknown') },
          ...offered.map((squares) => ({
            value: String(squares),
            label: far(squares, plus, minus),
          })),
        ]}
        value={now === undefined ? '' : String(now)}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          onChange(
            chosen === ''
              ? undefined
              : { ...(value ?? centre), [axis]: centre[axis] + Number(chosen) },
          );
        }}
      />
    );
  };
  return (
    <fieldset className="ticks" data-field={field}>
      <legend>{label}</legend>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {select('x', 'east', 'west')}
        {select('y', 'north', 'south')}
      </SimpleGrid>
    </fieldset>
  );
}
