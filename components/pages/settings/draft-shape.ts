import type { FieldProblem } from './field-problem';
import type { SectionName, SectionValue } from './sections';

/** How a section is edited: as text, so that half a number can stand in a field. */
export interface DraftShape<Name extends SectionName, Draft> {
  toDraft: (value: SectionValue<Name>) => Draft;
  /** What would be sent, and what cannot be. */
  fromDraft: (draft: Draft) => { value: SectionValue<Name>; problems: FieldProblem[] };
  /** Whether saving the second in place of the first needs a yes. The server asks as well. */
  needsYes?: (stored: SectionValue<Name>, value: SectionValue<Name>) => boolean;
}

/** Whether two drafts say the same; the `id` by which rows are told apart says nothing. */
export function sameDraft(one: unknown, other: unknown): boolean {
  return plain(one) === plain(other);
}

function plain(draft: unknown): string {
  return JSON.stringify(draft, (key, value) => (key === 'id' ? undefined : value));
}
