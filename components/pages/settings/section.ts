import type { FieldProblem } from '@/lib/field-problem';
import type { SettingsAnswer } from '@/lib/settings/query';

type Sections = SettingsAnswer['sections'];

export type SectionName = keyof Sections;

/** A section with what saving it needs. */
export type SectionState<Name extends SectionName> = Sections[Name];

export type SectionValue<Name extends SectionName> = Sections[Name]['value'];

/** Between a section as it is stored and a draft of it as fields show it. */
export interface SectionCodec<Name extends SectionName, Draft> {
  toDraft: (value: SectionValue<Name>) => Draft;
  /** What would be sent, and what cannot be. */
  fromDraft: (draft: Draft) => { value: SectionValue<Name>; problems: FieldProblem[] };
  /** A problem of the section as one of the draft; left out where both have the same paths. */
  toDraftProblem?: (problem: FieldProblem, draft: Draft) => FieldProblem;
}
