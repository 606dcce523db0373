'use client';

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { Fragment, useState } from 'react';
import { ForRole } from '@/components/layout/access';
import classes from '@/components/panels/insights/insights.module.css';
import { MarkForm } from '@/components/panels/insights/mark-form';
import { formatInstant } from '@/lib/format';
import { type AlertMark, type ListedAlert, markAlert } from '@/lib/reports/query';

/** One alert: what, how sure it is, whom it concerns, and what somebody said of it. */
export function AlertItem({ alert, timeZone }: { alert: ListedAlert; timeZone: string }) {
  const { text, detail, tone, kinds, href, teams, foundAt, state, recovery } = alert;
  return (
    <li className={classes.item}>
      <h3 className={classes.itemTitle}>
        {text}
        {kinds.map(kind => (
          <Fragment key={kind}>
            {' '}
            <span className={classes.badge} data-tone={tone ?? 'none'}>
              {kind}
            </span>
          </Fragment>
        ))}{' '}
        <span className={classes.badge}>{state}</span>
        {recovery?.isBack && recovery.until === null && (
          <>
            {' '}
            <span className={classes.badge}>went back</span>
          </>
        )}
      </h3>
      {recovery !== null && <p className={classes.line}>{recovery.text}.</p>}
      <p className={classes.line}>{detail}</p>
      <p className={classes.line}>
        <span className={classes.dimmed}>
          Found on {formatInstant(foundAt, timeZone, true)};{' '}
          {teams.length === 0
            ? 'concerns all teams'
            : `concerns ${teams.length === 1 ? 'team' : 'teams'} ${teams.join(', ')}`}
        </span>
      </p>
      {state !== 'new' && <Said alert={alert} timeZone={timeZone} />}
      <Actions alert={alert} evidence={href} />
    </li>
  );
}

function Said({ alert: { state, by, at, note }, timeZone }: { alert: ListedAlert; timeZone: string }) {
  const who = [
    ...(by === null ? [] : [`by ${by}`]),
    ...(at === null ? [] : [`on ${formatInstant(at, timeZone, true)}`]),
  ].join(' ');
  return (
    <p className={classes.line}>
      {state === 'explained' ? 'Explained' : 'Acknowledged'}
      {who !== '' && ` ${who}`}
      {note !== null && `: ${note}`}
    </p>
  );
}

function Actions({ alert: { id, state }, evidence }: { alert: ListedAlert; evidence: string }) {
  const client = useQueryClient();
  const [isOpened, setOpened] = useState(false);
  const mark = useMutation({
    mutationFn: (content: AlertMark) => markAlert(id, content),
    onSuccess: async () => {
      setOpened(false);
      // What is said of a change is said on its page too.
      await Promise.all(['alerts', 'changes'].map(first => client.invalidateQueries({ queryKey: [first] })));
    },
  });
  const problem = mark.error?.message ?? null;
  if (isOpened)
    return (
      <MarkForm
        label="What is known of it"
        isRequired={false}
        saveText="Acknowledge"
        isSaving={mark.isPending}
        problem={problem}
        onSave={(note, by) => mark.mutate({ state: 'acknowledged', note: note || null, by })}
        onCancel={() => setOpened(false)}
      />
    );
  return (
    <div className={classes.actions}>
      <ForRole takes="editor">
        {state === 'new' && (
          <Button size="compact-sm" variant="default" onClick={() => setOpened(true)}>
            Acknowledge
          </Button>
        )}
        {state === 'acknowledged' && (
          <Button
            size="compact-sm"
            variant="subtle"
            loading={mark.isPending}
            onClick={() => mark.mutate({ state: 'new' })}
          >
            Take it back
          </Button>
        )}
      </ForRole>
      <Button size="compact-sm" variant="subtle" component={Link} href={evidence} prefetch={false}>
        See the figures
      </Button>
      {problem !== null && (
        <span className={classes.problem} role="alert">
          Not saved: {problem}.
        </span>
      )}
    </div>
  );
}
