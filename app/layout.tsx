import './kit-styles';
import './globals.css';
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';

import { AppShell } from '@/components/layout/app-shell';
import { Providers } from '@/components/layout/providers';
import { readHealth } from '@/lib/operations/health';

export const metadata: Metadata = {
  title: { default: 'Buildhours', template: '%s · Buildhours' },
  description: 'Build-time analytics for Drone CI',
};

export const dynamic = 'force-dynamic';

export default async function RootLayout({ children }: { children: ReactNode }) {
  const health = await readHealth();
  const nonce = (await headers()).get('x-nonce');
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" {...(nonce === null ? {} : { nonce })} />
      </head>
      <body>
        <Providers nonce={nonce}>
          <AppShell health={health}>{children}</AppShell>
        </Providers>
      </body>
    </html>
  );
}
