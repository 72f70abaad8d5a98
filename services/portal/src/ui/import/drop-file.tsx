import { FileButton, Button, Text } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

type Props = {
  busy: boolean;
  chosen?: string;
  onFile: (file: { name: string; csv: Uint8Array }) => void;
};

/** Where a file is dropped or chosen. */
export function DropFile({ busy, chosen, onFile }: Props) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const take = async (file: File | null | undefined) => {
    if (file) onFile({ name: file.name, csv: new Uint8Array(await file.arrayBuffer()) });
  };
  return (
    <div
      className="dropzone"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer.files[0]);
      }}
    >
      <IconFileSpreadsheet size={40} stroke={1.3} aria-hidden />
      <Text>{chosen ? t('ui.import.chosen', { name: chosen }) : t('ui.import.drop')}</Text>
      <FileButton
        accept=".csv,text/csv,text/plain"
        onChange={(file) => void take(file)}
        inputProps={{ 'aria-label': t('ui.import.choose'), 'data-testid': 'import-file' } as never}
      >
        {(props) => (
          <Button variant={chosen ? 'light' : 'filled'} loading={busy} {...props}>
            {t('ui.import.choose')}
          </Button>
        )}
      </FileButton>
    </div>
  );
}
