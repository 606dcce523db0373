'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { RulesPreview } from '@/lib/settings/query';
import type { FieldProblem } from './field-problem';
import type { RuleDraft } from './rules-draft';
import { rulesPreviewQuery } from './rules-preview-query';
import { useSettled } from './use-settled';

const SETTLED_MS = 250;

export interface PreviewOfDraft {
  /** Null: none yet. While a rule has a problem, that of the last rules that had none. */
  preview: RulesPreview | null;
  /** What a rule matches, by its id; rules that say nothing yet have none. */
  byId: ReadonlyMap<string, RulesPreview['rules'][number]>;
  /** By position in the draft. */
  problems: readonly FieldProblem[];
  /** Why there is no preview, when it is not for a problem in a field. */
  failure: string | null;
}

/** What rules would match, while somebody types. */
export function useRulesPreview(drafts: readonly RuleDraft[]): PreviewOfDraft {
  const settled = useSettled(drafts, SETTLED_MS);
  const { data, error, isPlaceholderData } = useQuery(rulesPreviewQuery(settled));
  const [good, setGood] = useState(data);
  if (data?.answer.kind === 'preview' && data !== good) setGood(data);
  return useMemo(() => {
    const preview = good?.answer.kind === 'preview' ? good.answer.preview : null;
    const matched = preview?.rules.flatMap((rule, index) => {
      const id = good?.ids[index];
      return id === undefined ? [] : [[id, rule] as const];
    });
    const refused = data?.answer.kind === 'refused' && !isPlaceholderData ? data.answer : null;
    const problems = (refused?.problems ?? []).flatMap(({ path: [place, ...rest], message }) => {
      const position = drafts.findIndex(({ id }) => id === data?.ids[Number(place)]);
      return position < 0 ? [] : [{ path: [position, ...rest], message }];
    });
    const failure = refused !== null && problems.length === 0 ? refused.message : (error?.message ?? null);
    return { preview, byId: new Map(matched), problems, failure };
  }, [good, data, error, drafts, isPlaceholderData]);
}
