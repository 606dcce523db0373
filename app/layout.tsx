import './kit-styles';
import './globals.css';
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core';
import type { Metadata } from 'next';
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
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" />
      </head>
      <body>
        <Providers>
          <AppShell health={health}>{children}</AppShell>
        </Providers>
      </body>
    </html>
  );
}
