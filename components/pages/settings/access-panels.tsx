'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useHealth } from '@/components/layout/health';
import { Problem } from '@/components/ui/problem';
import { TitledPanel } from '@/components/ui/titled-panel';
import { type AccessAnswer, accessQuery } from '@/lib/access/query';
import { ApiTokensPanel } from './api-tokens-panel';
import { PeoplePanel, SessionsPanel } from './people-panels';

/** Who may come in, who has, and with what programs come in. */
export function AccessPanels() {
  const { data } = useSuspenseQuery(accessQuery());
  const { timeZone = 'UTC' } = useHealth();
  return (
    <>
      <WaysPanel {...data} />
      {data.who.person !== null && (
        <>
          <PeoplePanel access={data} timeZone={timeZone} />
          <SessionsPanel access={data} timeZone={timeZone} />
          <ApiTokensPanel access={data} timeZone={timeZone} />
        </>
      )}
    </>
  );
}

function WaysPanel({ mode, ways, who }: AccessAnswer) {
  if (mode === 'open') {
    return (
      <TitledPanel title="Who gets in">
        <Problem title="Everything is open to whoever reaches this address">
          <code>ACCESS=open</code> is set: nobody is asked who they are, and everybody reads all builds and
          changes all settings. That is right only where something else of yours stands before it.
        </Problem>
        <HowTo />
      </TitledPanel>
    );
  }
  if (mode === 'local') {
    return (
      <TitledPanel title="Who gets in">
        <p>
          Whoever uses this machine: Buildhours answers on it alone, and nobody is asked who they are. On any
          other address it starts only with a way to sign in.
        </p>
        <HowTo />
      </TitledPanel>
    );
  }
  return (
    <TitledPanel title="Who gets in">
      <p>People sign in by {ways.join(', or by ')}.</p>
      {who.isLimited && (
        <p>
          You signed in by a token: you see the repositories that your CI server lets you see, as it says anew
          each hour.
        </p>
      )}
    </TitledPanel>
  );
}

function HowTo() {
  return (
    <p>
      Ways to sign in are set in the environment: OpenID Connect (<code>OIDC_ISSUER</code>), personal tokens
      of Drone (<code>DRONE_SIGN_IN</code>), or the header of a reverse proxy (<code>PROXY_USER_HEADER</code>
      ). <code>.env.example</code> says more.
    </p>
  );
}
