'use client';

import '@mantine/core/styles/Stack.layer.css';
import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { TextField } from '@/components/ui/form/fields';
import { Problem } from '@/components/ui/problem';
import { TitledPanel } from '@/components/ui/titled-panel';
import { signInByToken } from '@/lib/access/query';

interface SignInWays {
  /** As people know the provider of OpenID Connect; null: there is none. */
  oidc: string | null;
  /** The CI server whose tokens sign in, with where its account page is; null: none do. */
  ci: { name: string; address: string } | null;
  /** Whether a proxy says who somebody is. */
  proxy: boolean;
}

interface SignInPanelProps {
  ways: SignInWays;
  /** A path of ours. */
  next: string;
  /** What went wrong on the way. */
  problem: string | null;
}

/** The ways to sign in that there are. */
export function SignInPanel({ ways, next, problem }: SignInPanelProps) {
  const { oidc, ci, proxy } = ways;
  return (
    <TitledPanel
      level={1}
      title="Sign in to Buildhours"
      basis="figures of builds are for those who may see them"
    >
      <Stack gap="md" mt="sm">
        {problem !== null && <Problem title="Not signed in">{problem}</Problem>}
        {oidc !== null && (
          <Button component="a" href={`/sign-in/oidc?next=${encodeURIComponent(next)}`}>
            Sign in with {oidc}
          </Button>
        )}
        {ci !== null && <TokenForm ci={ci} next={next} isSecond={oidc !== null} />}
        {proxy && (
          <Text size="sm">
            {oidc === null && ci === null
              ? 'A proxy of your company signs people in here, and this request did not come through it: open Buildhours by its usual address.'
              : 'Or open Buildhours through the proxy of your company, which signs people in.'}
          </Text>
        )}
      </Stack>
    </TitledPanel>
  );
}

interface TokenFormProps {
  ci: { name: string; address: string };
  next: string;
  /** Whether another way stands above. */
  isSecond: boolean;
}

function TokenForm({ ci, next, isSecond }: TokenFormProps) {
  const [token, setToken] = useState('');
  const signIn = useMutation({
    mutationFn: signInByToken,
    onSuccess: () => window.location.assign(next),
  });
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        signIn.mutate(token);
      }}
    >
      <Stack gap="sm">
        <TextField
          type="password"
          label={`Personal token of ${ci.name}`}
          description={
            <>
              It stands on{' '}
              <a href={`${ci.address}/account`} rel="noreferrer">
                your account page
              </a>
              . You see the repositories that {ci.name} lets you see; the token is kept encrypted while you
              are signed in.
            </>
          }
          error={signIn.error?.message}
          value={token}
          onChange={event => setToken(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant={isSecond ? 'default' : 'filled'}
          disabled={token.trim() === ''}
          loading={signIn.isPending || signIn.isSuccess}
        >
          Sign in by token
        </Button>
      </Stack>
    </form>
  );
}
