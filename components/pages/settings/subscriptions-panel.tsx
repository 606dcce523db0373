'use client';

import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Problem } from '@/components/ui/problem';
import table from '@/components/ui/table.module.css';
import { TableArea, TitledPanel } from '@/components/ui/titled-panel';
import {
  deleteSubscription,
  type NewSubscription,
  restoreSubscription,
  type Subscription,
  sendTestMessage,
  subscriptionsQuery,
} from '@/lib/reports/delivery/query';
import { SubscriptionForm } from './subscription-form';
import { CHANNEL_NAMES, describeDelivery, describeSent } from './subscription-words';

const ASK_AGAIN_MS = 5_000;

/** To whom reports go, and what became of the latest. */
export function SubscriptionsPanel({ timeZone }: { timeZone: string }) {
  const { data } = useSuspenseQuery({ ...subscriptionsQuery(), refetchInterval: ASK_AGAIN_MS });
  const [edited, setEdited] = useState<Subscription | 'new' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const actions = useActions();
  const onSaved = (saved: Subscription | NewSubscription) => {
    setEdited(null);
    setSecret('signingSecret' in saved ? saved.signingSecret : null);
    actions.settle();
  };
  return (
    <>
      {edited !== null && (
        <SubscriptionForm
          key={edited === 'new' ? 'new' : edited.id}
          stored={edited === 'new' ? null : edited}
          timeZone={timeZone}
          onSaved={onSaved}
          onCancel={() => setEdited(null)}
        />
      )}
      <TitledPanel title="Subscriptions" basis="the weekly report and alerts, by mail, Slack or webhook">
        {data.mail !== null && <Text size="sm">{data.mail}.</Text>}
        {data.links !== null && <Text size="sm">{data.links}.</Text>}
        <div aria-live="polite">
          {actions.problem !== null && <Problem title="Not done">{actions.problem}</Problem>}
          {secret !== null && (
            <p>
              Messages are signed with <code>{secret}</code>. Copy it now: it is not shown again.
            </p>
          )}
          {actions.deleted !== null && (
            <p>
              The subscription of {actions.deleted.target} is deleted.{' '}
              <Button size="compact-xs" variant="default" onClick={actions.undo}>
                Undo
              </Button>
            </p>
          )}
        </div>
        <Group my="sm">
          <Button size="xs" onClick={() => setEdited('new')} disabled={edited === 'new'}>
            Subscribe
          </Button>
        </Group>
        {data.subscriptions.length === 0 ? (
          <p className={table.none}>Nobody is subscribed.</p>
        ) : (
          <TableArea>
            <DataTable
              caption="Subscriptions"
              rows={data.subscriptions}
              rowKey={({ id }) => String(id)}
              columns={columnsOf(actions, setEdited)}
            />
          </TableArea>
        )}
      </TitledPanel>
    </>
  );
}

function columnsOf(
  actions: ReturnType<typeof useActions>,
  edit: (row: Subscription) => void,
): Column<Subscription>[] {
  const buttons = [
    { label: 'Test', does: 'Send a test to', onClick: actions.test },
    { label: 'Edit', does: 'Edit', onClick: edit },
    { label: 'Delete', does: 'Delete', onClick: actions.remove },
  ];
  return [
    {
      key: 'target',
      label: 'To',
      cell: ({ channel, target, team }) => (
        <>
          {target}
          <span className={table.under}>
            {CHANNEL_NAMES[channel]}, {team === null ? 'all teams' : `team ${team}`}
          </span>
        </>
      ),
    },
    {
      key: 'when',
      label: 'What',
      isExtra: true,
      cell: row => (row.isPaused ? 'Paused' : describeSent(row)),
    },
    { key: 'latest', label: 'Latest', cell: row => <Latest subscription={row} /> },
    {
      key: 'actions',
      label: 'Actions',
      isLabelHidden: true,
      cell: row => (
        <Group gap={6}>
          {buttons.map(({ label, does, onClick }) => (
            <Button
              key={label}
              size="compact-xs"
              variant="default"
              aria-label={`${does} ${row.target}`}
              onClick={() => onClick(row)}
            >
              {label}
            </Button>
          ))}
        </Group>
      ),
    },
  ];
}

function Latest({ subscription: { deliveries, timeZone } }: { subscription: Subscription }) {
  const [latest] = deliveries;
  if (latest === undefined) return '–';
  return (
    <>
      {describeDelivery(latest, timeZone)}
      {latest.problem !== null && <span className={table.under}>{latest.problem}</span>}
    </>
  );
}

function useActions() {
  const client = useQueryClient();
  const settle = () => client.invalidateQueries(subscriptionsQuery());
  const [deleted, setDeleted] = useState<Subscription | null>(null);
  // Of the latest action, whichever it is.
  const [problem, setProblem] = useState<string | null>(null);
  const told = {
    onMutate: () => setProblem(null),
    onError: (error: Error) => setProblem(error.message),
    onSettled: settle,
  };
  const test = useMutation({ ...told, mutationFn: ({ id }: Subscription) => sendTestMessage(id) });
  const remove = useMutation({
    ...told,
    mutationFn: deleteSubscription,
    onSuccess: (_, row) => setDeleted(row),
  });
  const restore = useMutation({
    ...told,
    mutationFn: restoreSubscription,
    onSuccess: () => setDeleted(null),
  });
  return {
    ...{ settle, deleted, problem },
    test: test.mutate,
    remove: remove.mutate,
    undo: () => deleted !== null && restore.mutate(deleted.id),
  };
}
