import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type PreviewAnswer, previewRules } from '@/lib/settings/query';
import { isComplete, type RuleDraft, toRule } from './rules-draft';
import type { SectionValue } from './sections';

const STALE_MS = 30_000;

/** What rules would match, with their ids in the same order. Rules that say nothing yet are left out. */
export function rulesPreviewQuery(
  drafts: readonly RuleDraft[],
  preview: (rules: SectionValue<'rules'>) => Promise<PreviewAnswer> = previewRules,
) {
  const complete = drafts.filter(isComplete);
  return queryOptions({
    queryKey: ['rules-preview', complete] as const,
    queryFn: async () => ({
      ids: complete.map(({ id }) => id),
      answer: await preview(complete.map(toRule)),
    }),
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });
}
