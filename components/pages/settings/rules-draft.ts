import type { DraftShape } from './draft-shape';
import type { SectionValue } from './sections';

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

export const rulesShape: DraftShape<'rules', RuleDraft[]> = {
  toDraft: rules =>
    rules.map(({ repository, pipeline = '', step = '', service, team = '' }, index) => ({
      id: `stored-${index}`,
      repository,
      pipeline,
      step,
      service,
      team,
    })),
  fromDraft: drafts => ({ value: drafts.map(toRule), problems: [] }),
};

export function toRule({ repository, pipeline, step, service, team }: RuleDraft): Rule {
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

/** The rule at a position one place up (-1) or down (1); the same list where it cannot go further. */
export function moveRule(drafts: RuleDraft[], index: number, by: -1 | 1): RuleDraft[] {
  const other = index + by;
  const [moved, passed] = [drafts[index], drafts[other]];
  if (moved === undefined || passed === undefined) return drafts;
  return drafts.map((draft, at) => (at === index ? passed : at === other ? moved : draft));
}
