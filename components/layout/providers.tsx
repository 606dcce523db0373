'use client';

import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, useState } from 'react';
import { cssVariables, theme } from './theme';

/** One more try bridges a short gap; whoever waits is told soon what is wrong. */
const RETRY_MS = 500;

/**
 * Theme, data and address for everything below, and the nonce that lets styles in. One query client a browser tab; the server makes one a request.
 */
export function Providers({ nonce, children }: { nonce: string | null; children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // Buildhours may run on this very machine: a save fails and says so, it does not wait for a network.
          mutations: { networkMode: 'always' },
          queries: { staleTime: 30_000, refetchOnWindowFocus: false, retry: 1, retryDelay: RETRY_MS },
        },
      }),
  );
  // What locks the page behind a dialog looks for it there.
  if (nonce !== null && typeof window !== 'undefined') Reflect.set(window, '__webpack_nonce__', nonce);
  return (
    <MantineProvider
      getStyleNonce={() => nonce ?? ''}
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={client}>
        <NuqsAdapter>{children}</NuqsAdapter>
      </QueryClientProvider>
    </MantineProvider>
  );
}
