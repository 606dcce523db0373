'use client';

import '@mantine/core/styles/Input.layer.css';
import { Button, NativeSelect, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Column, DataTable } from '@/components/ui/data-table';
import { TYPED_TEXT } from '@/components/ui/form/fields';
import { Problem } from '@/components/ui/problem';
import table from '@/components/ui/table.module.css';
import { TableArea, TitledPanel } from '@/components/ui/titled-panel';
import { type AccessAnswer, accessQuery, endOneSession, setPersonRole } from '@/lib/access/query';
import { formatInstant } from '@/lib/format';

export interface AccessPartProps {
  access: AccessAnswer;
  timeZone: string;
}

type Person = AccessAnswer['people'][number];
type Session = AccessAnswer['sessions'][number];

/** As lists and groups say: what a select has for null. */
const BY_LISTS = '';
const ROLE_CHOICES = [
  { value: BY_LISTS, label: 'by lists and groups' },
  { value: 'viewer', label: 'viewer' },
  { value: 'editor', label: 'editor' },
  { value: 'admin', label: 'admin' },
  { value: 'none', label: 'no access' },
];
const WAY_NAMES: Readonly<Record<string, string>> = {
  oidc: 'OpenID Connect',
  proxy: 'proxy',
  drone: 'token of Drone',
};

/** Everybody who has signed in, with what they may do. */
export function PeoplePanel({ access, timeZone }: AccessPartProps) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: ({ id, role }: { id: number; role: string | null }) => setPersonRole(id, role),
    onSettled: () => client.invalidateQueries(accessQuery()),
  });
  if (access.who.role !== 'admin') return null;
  const columns: Column<Person>[] = [
    {
      key: 'person',
      label: 'Person',
      cell: ({ login, name, way, groups }) => (
        <>
          {name ?? login}
          <span className={table.under}>
            {[...(name === null ? [] : [login]), WAY_NAMES[way] ?? way, ...groups].join(' · ')}
          </span>
        </>
      ),
    },
    { key: 'role', label: 'May now', cell: ({ role }) => role ?? 'no access' },
    {
      key: 'set',
      label: 'Set by an admin',
      cell: ({ id, login, setRole, isListedAdmin }) =>
        isListedAdmin ? (
          'named by ADMINS'
        ) : (
          <NativeSelect
            {...TYPED_TEXT}
            size="xs"
            aria-label={`Role of ${login}`}
            data={ROLE_CHOICES}
            value={setRole ?? BY_LISTS}
            disabled={change.isPending}
            onChange={({ currentTarget: { value } }) =>
              change.mutate({ id, role: value === BY_LISTS ? null : value })
            }
          />
        ),
    },
    {
      key: 'seen',
      label: 'Last seen',
      isExtra: true,
      cell: ({ lastSeenAt }) => formatInstant(lastSeenAt, timeZone),
    },
  ];
  return (
    <TitledPanel
      title="People"
      basis="everybody who has signed in; what is set holds with their next request"
    >
      {change.error !== null && <Problem title="Not done">{change.error.message}</Problem>}
      <TableArea>
        <DataTable
          caption="People and roles"
          rows={access.people}
          rowKey={({ id }) => String(id)}
          columns={columns}
        />
      </TableArea>
      <Text size="sm" my="xs">
        A viewer reads; an editor also keeps optimisations, rules, acknowledgements and reports; an admin does
        everything.
      </Text>
    </TitledPanel>
  );
}

/** Where people are signed in. */
export function SessionsPanel({ access, timeZone }: AccessPartProps) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: ({ id }: Session) => endOneSession(id),
    onSuccess: (_, { isThis }) => isThis && window.location.assign('/sign-in'),
    onSettled: () => client.invalidateQueries(accessQuery()),
  });
  const columns: Column<Session>[] = [
    {
      key: 'person',
      label: 'Signed in',
      cell: ({ login, isThis }) => (
        <>
          {login}
          {isThis && <span className={table.under}>this browser</span>}
        </>
      ),
    },
    {
      key: 'since',
      label: 'Since',
      isExtra: true,
      cell: ({ createdAt }) => formatInstant(createdAt, timeZone),
    },
    { key: 'used', label: 'Last used', cell: ({ lastUsedAt }) => formatInstant(lastUsedAt, timeZone) },
    { key: 'ends', label: 'Ends', isExtra: true, cell: ({ endsAt }) => formatInstant(endsAt, timeZone) },
    {
      key: 'actions',
      label: 'Actions',
      isLabelHidden: true,
      cell: row => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Sign out ${row.login}, signed in since ${formatInstant(row.createdAt, timeZone)}`}
          onClick={() => end.mutate(row)}
        >
          Sign out
        </Button>
      ),
    },
  ];
  return (
    <TitledPanel
      title="Sessions"
      basis={access.who.role === 'admin' ? 'of everybody' : 'yours, in all browsers'}
    >
      {end.error !== null && <Problem title="Not done">{end.error.message}</Problem>}
      {access.sessions.length === 0 ? (
        <p className={table.none}>Nobody is signed in by a session.</p>
      ) : (
        <TableArea>
          <DataTable
            caption="Sessions"
            rows={access.sessions}
            rowKey={({ id }) => String(id)}
            columns={columns}
          />
        </TableArea>
      )}
    </TitledPanel>
  );
}
