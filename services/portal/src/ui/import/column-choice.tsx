import { NativeSelect, SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportResponse } from '@katrol/proto/katrol/common/v1/json';
import { useAnyCode } from '../codes.ts';

type Props = {
  preview: ImportResponse;
  fields: readonly string[];
  chosen: Record<string, string>;
  onChange: (columns: Record<string, string>) => void;
};

/** Headers nobody recognised, each with the question what it holds. */
export function ColumnChoice({ preview, fields, chosen, onChange }: Props) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const headers = [...new Set([...preview.unknownColumns, ...Object.keys(chosen)])];
  const known = Object.entries(preview.columns);
  return (
    <div className="section">
      <Text fw={650}>{t('ui.import.columns')}</Text>
      <Text className="quiet" mb="sm">
        {known.map(([header, field]) => `${header} → ${code('field', field)}`).join('; ')}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }}>
        {headers.map((header) => (
          <NativeSelect
            key={header}
            label={t('ui.import.columnHolds', { header })}
            value={chosen[header] ?? ''}
            data={[
              { value: '', label: t('ui.import.leaveOut') },
              ...fields.map((field) => ({ value: field, label: code('field', field) })),
            ]}
            onChange={(event) => {
              const rest = Object.entries(chosen).filter(([other]) => other !== header);
              onChange(
                Object.fromEntries(
                  event.currentTarget.value ? [...rest, [header, event.currentTarget.value]] : rest,
                ),
              );
            }}
          />
        ))}
      </SimpleGrid>
    </div>
  );
}
