import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

type Props = {
  opened: boolean;
  onClose: () => void;
  title: string;
  size?: string;
  children: ReactNode;
};

/** A dialog over the page; Escape and the cross close it, focus stays inside. */
export function Dialog({ opened, onClose, title, size, children }: Props) {
  const { t } = useTranslation();
  return (
    // its header is no second banner of the page
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      closeButtonProps={{ 'aria-label': t('ui.close'), size: 44 }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {children}
    </Modal>
  );
}
