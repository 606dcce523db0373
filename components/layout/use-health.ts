'use client';

import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { type Health, healthQuery } from '@/lib/operations/query';

/** As the server saw it when it made the page. */
export const InitialHealth = createContext<Health>({ ready: true });

/** What the server knows of itself, with what needs attention in words. */
export function useHealth(): Health & { problem: string | null } {
  const initialData = useContext(InitialHealth);
  const { data, error } = useQuery({ ...healthQuery(), initialData });
  return { ...data, problem: error?.message ?? data.reason ?? data.import?.lastError ?? null };
}
