'use client';

import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { signOut } from '@/lib/access/query';
import { useWho } from './access';
import classes from './signed-in.module.css';

/** Who is signed in, what they may do, and the way out; nothing where nobody is asked who they are. */
export function SignedIn() {
  const who = useWho();
  const leave = useMutation({
    mutationFn: signOut,
    // Nothing of what was shown stays in the memory of the browser.
    onSuccess: () => window.location.assign('/sign-in'),
  });
  if (who?.person == null) return null;
  const { login, name } = who.person;
  return (
    <div className={classes.who}>
      <Link href="/settings/access" prefetch={false} className={classes.name} title={login}>
        {name ?? login}
      </Link>
      <span className={classes.role}>{who.role}</span>
      {who.via === 'session' && (
        <Button size="compact-xs" variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
          Sign out
        </Button>
      )}
      <span role="alert" className={classes.problem}>
        {leave.error?.message}
      </span>
    </div>
  );
}
