import './kit-styles';
import './globals.css';
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';

import { healthFor } from '@/app/health-for';
import { currentPrincipal } from '@/app/principal';
import { AccessProvider, type Reader } from '@/components/layout/access';
import { AppShell } from '@/components/layout/app-shell';
import { BareShell } from '@/components/layout/bare-shell';
import { Providers } from '@/components/layout/providers';
import type { Principal } from '@/lib/access/principal';
import { readHealth } from '@/lib/operations/health';

export const metadata: Metadata = {
  title: { default: 'Buildhours', template: '%s · Buildhours' },
  description: 'Build-time analytics for Drone CI',
};

export const dynamic = 'force-dynamic';

export default async function RootLayout({ children }: { children: ReactNode }) {
  const principal = await currentPrincipal();
  const nonce = (await headers()).get('x-nonce');
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" {...(nonce === null ? {} : { nonce })} />
      </head>
      <body>
        <noscript>
          <p className="needs-scripts">
            These pages need JavaScript: figures come one by one, and scripts put each in its place. Allow the
            scripts of this address. The same figures are at <a href="/api/v1/openapi.json">/api/v1</a>, as
            JSON and CSV.
          </p>
        </noscript>
        <Providers nonce={nonce}>
          {principal === null ? (
            <BareShell>{children}</BareShell>
          ) : (
            <AccessProvider who={readerOf(principal)}>
              <AppShell health={healthFor(principal, await readHealth())}>{children}</AppShell>
            </AccessProvider>
          )}
        </Providers>
      </body>
    </html>
  );
}

/** The rest stays on the server: by which names and which session somebody came in is in no page. */
function readerOf({ person, role, via, isLimited }: Principal): Reader {
  return {
    person: person === null ? null : { login: person.login, name: person.name },
    ...{ role, via, isLimited },
  };
}
