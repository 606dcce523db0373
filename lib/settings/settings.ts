import { z } from 'zod';
import { DAY_S } from '@/lib/time/units';
import { costSchema } from './cost';
import { named, number, section, text } from './fields';
import { hoursSchema } from './hours';
import { peopleSchema } from './people';
import { rulesSchema } from './rules';

/** What the wait should be, by the name of the service. */
const targetsSchema = named(
  text(),
  section({
    /** Nine of ten builds should wait no longer. */
    p90Seconds: number(1, 7 * DAY_S, ' seconds'),
  }),
);

/** The sections of the settings, in the order in which they are shown and stored. */
export const SETTINGS_SECTIONS = ['rules', 'people', 'hours', 'cost', 'targets'] as const;

export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

/** A section on its own; what it leaves out has its default. */
export const sectionSchemas = {
  rules: rulesSchema,
  people: peopleSchema,
  hours: hoursSchema,
  cost: costSchema,
  targets: targetsSchema,
} as const satisfies Record<SettingsSection, z.ZodType>;

/** The settings of an organisation: what belongs to whom, who is who, when people work, what an hour costs. */
export type Settings = { [Section in SettingsSection]: z.infer<(typeof sectionSchemas)[Section]> };

/** Some sections; those that are left out stay as they are. */
export type SettingsPart = Partial<Settings>;

export const settingsPartSchema = section({
  rules: z.exactOptional(rulesSchema),
  people: z.exactOptional(peopleSchema),
  hours: z.exactOptional(hoursSchema),
  cost: z.exactOptional(costSchema),
  targets: z.exactOptional(targetsSchema),
});

/** Right for most: a service is a repository, its team is the namespace, people work from Monday to Friday. */
export const DEFAULT_SETTINGS: Readonly<Settings> = {
  rules: [],
  people: peopleSchema.parse({}),
  hours: hoursSchema.parse({}),
  cost: costSchema.parse({}),
  targets: {},
};
