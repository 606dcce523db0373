'use client';

import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { describeUndelivered, type Health, healthQuery } from '@/lib/operations/query';

/** As the server saw it when it made the page. */
const InitialHealth = createContext<Health>({ ready: true });

/** What the server knows of itself, with what needs attention in words. */
export function useHealth(): Health & { problem: string | null } {
  const initialData = useContext(InitialHealth);
  const { data, error } = useQuery({ ...healthQuery(), initialData });
  const undelivered = describeUndelivered(data.undelivered ?? []);
  const problem = error?.message ?? data.reason ?? data.limited ?? data.import?.lastError ?? undelivered;
  return { ...data, problem };
}

/** Hands what the server knows of the import to everything below. */
export function HealthProvider({ initial, children }: { initial: Health; children: ReactNode }) {
  return <InitialHealth value={initial}>{children}</InitialHealth>;
}
