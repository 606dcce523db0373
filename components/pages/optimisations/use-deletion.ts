'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { invalidateInsights } from '@/components/panels/insights/invalidate-insights';
import { deleteOptimisation, type Optimisation, restoreOptimisation } from '@/lib/insights/query';

/**
 * Deleting an optimisation, and taking that back.
 *
 * @param shownId the one that the page is of: its figures stay until the page is left
 */
export function useDeletion(shownId?: number) {
  const client = useQueryClient();
  const settle = () => invalidateInsights(client, shownId);
  const [deleted, setDeleted] = useState<Optimisation | null>(null);
  const remove = useMutation({
    mutationFn: async (row: Optimisation) => {
      await deleteOptimisation(row.id);
      return row;
    },
    onSuccess: row => {
      setDeleted(row);
      return settle();
    },
  });
  const restore = useMutation({
    mutationFn: restoreOptimisation,
    onSuccess: () => {
      setDeleted(null);
      return settle();
    },
  });
  return { remove, restore, deleted };
}
