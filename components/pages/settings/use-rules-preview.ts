'use client';

import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { errorsByField } from '@/components/ui/form/field-errors';
import type { RulesPreview } from '@/lib/settings/query';
import { type RuleDraft, rulesPreviewQuery } from './rules-draft';

const DEBOUNCE_MS = 250;

export interface RulesPreviewState {
  /** Null: none yet. While a rule has a problem, that of the last rules that had none. */
  preview: RulesPreview | null;
  /** What a rule matches, by its id; rules that say nothing yet have none. */
  byId: ReadonlyMap<string, RulesPreview['rules'][number]>;
  /** By field of the form. */
  errors: Readonly<Record<string, string>>;
  /** Why there is no preview, when it is not for a problem in a field. */
  failure: string | null;
}

/** What rules would match, while somebody types. */
export function useRulesPreview(drafts: readonly RuleDraft[]): RulesPreviewState {
  const [typed] = useDebouncedValue(drafts, DEBOUNCE_MS);
  const { data, error, isPlaceholderData } = useQuery(rulesPreviewQuery(typed));
  const [good, setGood] = useState(data);
  if (data?.result.kind === 'accepted' && data !== good) setGood(data);
  return useMemo(() => {
    const preview = good?.result.kind === 'accepted' ? good.result.answer : null;
    const matched = preview?.rules.flatMap((rule, index) => {
      const id = good?.ids[index];
      return id === undefined ? [] : [[id, rule] as const];
    });
    const refused = data?.result.kind === 'refused' && !isPlaceholderData ? data.result : null;
    const problems = (refused?.problems ?? []).flatMap(({ path: [place, ...rest], message }) => {
      const position = drafts.findIndex(({ id }) => id === data?.ids[Number(place)]);
      return position < 0 ? [] : [{ path: ['rules', position, ...rest], message }];
    });
    const failure = refused !== null && problems.length === 0 ? refused.message : (error?.message ?? null);
    return { preview, byId: new Map(matched), errors: errorsByField(problems), failure };
  }, [good, data, error, drafts, isPlaceholderData]);
}
