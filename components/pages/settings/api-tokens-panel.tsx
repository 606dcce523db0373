'use client';

import '@mantine/core/styles/Input.layer.css';
import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { type Column, DataTable } from '@/components/ui/data-table';
import { TextField, TYPED_TEXT } from '@/components/ui/form/fields';
import { Problem } from '@/components/ui/problem';
import table from '@/components/ui/table.module.css';
import { TableArea, TitledPanel } from '@/components/ui/titled-panel';
import {
  type AccessAnswer,
  accessQuery,
  includesRole,
  makeApiToken,
  revokeApiToken,
  SCOPES,
} from '@/lib/access/query';
import { formatInstant } from '@/lib/format';
import type { AccessPartProps } from './people-panels';

type Token = AccessAnswer['tokens'][number];

/** With what programs come in. */
export function ApiTokensPanel({ access, timeZone }: AccessPartProps) {
  const client = useQueryClient();
  const settle = () => client.invalidateQueries(accessQuery());
  const revoke = useMutation({ mutationFn: ({ id }: Token) => revokeApiToken(id), onSettled: settle });
  const [asked, setAsked] = useState<Token | null>(null);
  const columns: Column<Token>[] = [
    {
      key: 'name',
      label: 'Token',
      cell: ({ name, login }) => (
        <>
          {name}
          <span className={table.under}>{login}</span>
        </>
      ),
    },
    { key: 'scope', label: 'Scope', cell: ({ scope }) => scope },
    {
      key: 'made',
      label: 'Made',
      isExtra: true,
      cell: ({ createdAt }) => formatInstant(createdAt, timeZone),
    },
    {
      key: 'used',
      label: 'Last used',
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : formatInstant(lastUsedAt, timeZone)),
    },
    {
      key: 'actions',
      label: 'Actions',
      isLabelHidden: true,
      cell: row => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Revoke ${row.name}`}
          onClick={() => setAsked(row)}
        >
          Revoke
        </Button>
      ),
    },
  ];
  return (
    <TitledPanel title="API tokens" basis="sent as Authorization: Bearer …; never more than their owner may">
      {revoke.error !== null && <Problem title="Not done">{revoke.error.message}</Problem>}
      <NewToken access={access} onMade={settle} />
      {access.tokens.length === 0 ? (
        <p className={table.none}>There is no token.</p>
      ) : (
        <TableArea>
          <DataTable
            caption="API tokens"
            rows={access.tokens}
            rowKey={({ id }) => String(id)}
            columns={columns}
          />
        </TableArea>
      )}
      <ConfirmDialog
        isOpen={asked !== null}
        title={`Revoke ${asked?.name}?`}
        confirmText="Revoke it"
        cancelText="Keep it"
        onConfirm={() => {
          if (asked !== null) revoke.mutate(asked);
          setAsked(null);
        }}
        onCancel={() => setAsked(null)}
      >
        <p>What {asked?.login} uses it for gets no answers any more. This cannot be undone.</p>
      </ConfirmDialog>
    </TitledPanel>
  );
}

function NewToken({ access, onMade }: { access: AccessAnswer; onMade: () => void }) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState('read');
  const make = useMutation({
    mutationFn: makeApiToken,
    onSuccess: () => setName(''),
    onSettled: onMade,
  });
  const scopes = Object.entries(SCOPES).filter(([, takes]) => includesRole(access.who.role, takes));
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        make.mutate({ name, scope });
      }}
    >
      <Group align="flex-end" gap="sm" my="sm">
        <TextField
          label="What it is for"
          value={name}
          maxLength={100}
          onChange={event => setName(event.currentTarget.value)}
        />
        <NativeSelect
          {...TYPED_TEXT}
          label="Scope"
          data={scopes.map(([value]) => value)}
          value={scope}
          onChange={event => setScope(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" disabled={name.trim() === ''} loading={make.isPending}>
          Make a token
        </Button>
      </Group>
      <div aria-live="polite">
        {make.error !== null && <Problem title="Not made">{make.error.message}</Problem>}
        {make.data !== undefined && (
          <Text size="sm" my="xs">
            Copy it now, it is not shown again: <code>{make.data.token}</code>
          </Text>
        )}
      </div>
    </form>
  );
}
