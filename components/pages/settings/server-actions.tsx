'use client';

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { TextField } from '@/components/ui/form/fields';
import { formatCountOf } from '@/lib/format';
import { moveServer, removeServer, type ServersState } from '@/lib/operations/query';
import classes from './servers.module.css';

type Server = ServersState['servers'][number];

/** Telling that a server has another address, and removing it with its history. */
export function ServerActions({ server }: { server: Server }) {
  const client = useQueryClient();
  const [open, setOpen] = useState<'move' | 'remove' | null>(null);
  const [address, setAddress] = useState(server.url);
  const refresh = () => void client.invalidateQueries();
  const move = useMutation({
    mutationFn: () => moveServer(server.id, address),
    onSuccess: () => {
      setOpen(null);
      refresh();
    },
  });
  const remove = useMutation({ mutationFn: () => removeServer(server.id), onSuccess: refresh });
  const problem = move.error ?? remove.error;
  return (
    <div className={classes.actions}>
      {open === 'move' ? (
        <form
          className={classes.move}
          onSubmit={event => {
            event.preventDefault();
            move.mutate();
          }}
        >
          <TextField
            label="New address"
            value={address}
            onChange={event => setAddress(event.currentTarget.value)}
            data-autofocus
          />
          <Button type="submit" size="xs" loading={move.isPending} disabled={address.trim() === server.url}>
            Move
          </Button>
          <Button size="xs" variant="default" onClick={() => setOpen(null)}>
            Cancel
          </Button>
        </form>
      ) : (
        <>
          <Button size="xs" variant="default" onClick={() => setOpen('move')}>
            It has another address
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={remove.isPending}
            onClick={() => {
              move.reset();
              setOpen('remove');
            }}
          >
            Remove
          </Button>
        </>
      )}
      <p className={classes.outcome} aria-live="polite">
        {problem !== null && `That cannot be done: ${problem.message}.`}
      </p>
      <ConfirmDialog
        isOpen={open === 'remove'}
        title={`Remove ${server.url}?`}
        confirmText="Remove it and its history"
        cancelText="Keep it"
        onConfirm={() => {
          setOpen(null);
          remove.mutate();
        }}
        onCancel={() => setOpen(null)}
      >
        <p>
          {formatCountOf(server.buildsStored, 'build')} in{' '}
          {formatCountOf(server.repositories, 'repository', 'repositories')} and everything computed from them
          are deleted. This cannot be undone; what the server itself still has can be imported again.
        </p>
      </ConfirmDialog>
    </div>
  );
}
