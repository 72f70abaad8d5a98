import { useLocalStorage } from '@mantine/hooks';
import type { ListSetup } from './types.ts';

/** Which columns are shown, kept on the device. */
export function useColumns<R>(setup: ListSetup<R>) {
  const [kept, keep] = useLocalStorage<string[]>({
    key: `katrol.columns.${setup.name}`,
    defaultValue: setup.columns.filter((column) => !column.off).map((column) => column.id),
    getInitialValueInEffect: false,
  });
  const shown = setup.columns.filter((column, index) => index === 0 || kept.includes(column.id));
  return { shown, kept, keep };
}
