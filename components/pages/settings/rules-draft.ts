import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { previewRules } from '@/lib/settings/query';
import type { SectionCodec, SectionValue } from './section';

type Rule = SectionValue<'rules'>[number];

/** A rule as it is edited; an empty text is a field left out. */
export interface RuleDraft {
  id: string;
  repository: string;
  pipeline: string;
  step: string;
  service: string;
  team: string;
}

export type RuleField = Exclude<keyof RuleDraft, 'id'>;

export type RulesDraft = { rules: RuleDraft[] };

export const rulesCodec: SectionCodec<'rules', RulesDraft> = {
  toDraft: rules => ({
    rules: rules.map((rule, index) => draftOf(rule, `stored-${index}`)),
  }),
  fromDraft: ({ rules }) => ({ value: rules.map(toRule), problems: [] }),
  toDraftProblem: ({ path, message }) => ({ path: path.length === 0 ? [] : ['rules', ...path], message }),
};

export function draftOf(rule: Rule, id: string): RuleDraft {
  const { repository, pipeline = '', step = '', service, team = '' } = rule;
  return { id, repository, pipeline, step, service, team };
}

function toRule({ repository, pipeline, step, service, team }: RuleDraft): Rule {
  return {
    repository,
    ...(pipeline.trim() !== '' && { pipeline }),
    ...(step.trim() !== '' && { step }),
    service,
    ...(team.trim() !== '' && { team }),
  };
}

export function emptyRule(id: string): RuleDraft {
  return { id, repository: '', pipeline: '', step: '', service: '', team: '' };
}

/** Without these two a rule says nothing yet. */
export function isComplete({ repository, service }: RuleDraft): boolean {
  return repository.trim() !== '' && service.trim() !== '';
}

/** What a pattern captures, to name services by: `<service>` of `<service>-build`; null: it captures nothing. */
export function captureOf({ step, pipeline, repository }: RuleDraft): string | null {
  for (const pattern of [step, pipeline, repository]) {
    const [captured = null] = /(?<!\\)<[a-z][\w-]*>/i.exec(pattern) ?? [];
    if (captured !== null) return captured;
  }
  return null;
}

const STALE_MS = 30_000;

/** What rules would match, with their ids in the same order. Rules that say nothing yet are left out. */
export function rulesPreviewQuery(drafts: readonly RuleDraft[], preview: typeof previewRules = previewRules) {
  const complete = drafts.filter(isComplete);
  return queryOptions({
    queryKey: ['rules-preview', complete] as const,
    queryFn: async () => ({
      ids: complete.map(({ id }) => id),
      result: await preview(complete.map(toRule)),
    }),
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });
}
