'use client';

import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import { Button, Group, Modal } from '@mantine/core';
import type { ConfirmDialogProps } from './confirm-dialog';

/** What `ConfirmDialog` shows. */
export function ConfirmModal(props: ConfirmDialogProps) {
  const { isOpen, title, children, confirmText, cancelText, onConfirm, onCancel } = props;
  return (
    <Modal
      opened={isOpen}
      onClose={onCancel}
      title={title}
      centered
      size={520}
      withCloseButton={false}
      // A header of the page would be read out as one.
      attributes={{ header: { role: 'presentation' } }}
      transitionProps={{ duration: 0 }}
    >
      {children}
      <Group justify="flex-end" gap="xs" mt="md">
        <Button size="xs" variant="default" data-autofocus onClick={onCancel}>
          {cancelText}
        </Button>
        <Button size="xs" onClick={onConfirm}>
          {confirmText}
        </Button>
      </Group>
    </Modal>
  );
}
