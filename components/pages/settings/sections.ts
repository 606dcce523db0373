import type { SettingsAnswer } from '@/lib/settings/query';

type Sections = SettingsAnswer['sections'];

export type SectionName = keyof Sections;

/** A section with what saving it needs. */
export type SectionState<Name extends SectionName> = Sections[Name];

export type SectionValue<Name extends SectionName> = Sections[Name]['value'];
