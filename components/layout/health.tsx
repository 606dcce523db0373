'use client';

import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import type { ImportProgress, WaitingProgress } from '@/lib/metrics/query';
import { describeWaiting } from './describe-waiting';

export interface Health {
  ready: boolean;
  reason?: string;
  import?: ImportProgress;
  /** How far hours lost are computed under the present settings; left out while those cannot be understood. */
  waiting?: WaitingProgress;
}

const WHILE_MOVING_MS = 3_000;
const OTHERWISE_MS = 30_000;

/** As the server saw it when it made the page. */
const InitialHealth = createContext<Health>({ ready: true });

/** Whether the database answers, and how far the import has come; asked again and again. */
export function useHealth(): Health & { problem: string | null } {
  const initialData = useContext(InitialHealth);
  const { data, error } = useQuery({
    queryKey: ['health'],
    queryFn: readHealth,
    initialData,
    refetchInterval: query => (isMoving(query.state.data) ? WHILE_MOVING_MS : OTHERWISE_MS),
  });
  return { ...data, problem: error?.message ?? data.reason ?? data.import?.lastError ?? null };
}

/** Whether builds are still to come. */
export function isImporting(health: Health | undefined): boolean {
  const progress = health?.import;
  if (progress === undefined) return false;
  return progress.buildsToGo > 0 || progress.buildsStored === 0;
}

function isMoving(health: Health | undefined): boolean {
  return isImporting(health) || (health?.waiting !== undefined && describeWaiting(health.waiting) !== null);
}

async function readHealth(): Promise<Health> {
  const response = await fetch('/api/v1/health');
  if (!response.ok && response.status !== 503) throw new Error(`the server answered ${response.status}`);
  return response.json();
}

/** Hands what the server knows of the import to everything below. */
export function HealthProvider({ initial, children }: { initial: Health; children: ReactNode }) {
  return <InitialHealth value={initial}>{children}</InitialHealth>;
}
