'use client';

import type { ReactNode } from 'react';
import type { Health } from '@/lib/operations/query';
import { InitialHealth } from './use-health';

/** Hands what the server knows of the import to everything below. */
export function HealthScope({ initial, children }: { initial: Health; children: ReactNode }) {
  return <InitialHealth value={initial}>{children}</InitialHealth>;
}
