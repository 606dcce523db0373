import { z } from 'zod';
import { costSchema } from './cost';
import { section } from './fields';
import { hoursSchema } from './hours';
import { peopleSchema } from './people';
import { rulesSchema } from './rule';
import { targetsSchema } from './targets';

/** The sections of the settings, in the order in which they are shown and stored. */
export const CATALOG_SECTIONS = ['rules', 'people', 'hours', 'cost', 'targets'] as const;

export type CatalogSection = (typeof CATALOG_SECTIONS)[number];

/** A section on its own; what it leaves out has its default. */
export const sectionSchemas = {
  rules: rulesSchema,
  people: peopleSchema,
  hours: hoursSchema,
  cost: costSchema,
  targets: targetsSchema,
} as const satisfies Record<CatalogSection, z.ZodType>;

/** The settings of an organisation: what belongs to whom, who is who, when people work, what an hour costs. */
export type Catalog = { [Section in CatalogSection]: z.infer<(typeof sectionSchemas)[Section]> };

/** Some sections; those that are left out stay as they are. */
export type CatalogPart = Partial<Catalog>;

export const catalogPartSchema = section({
  rules: z.exactOptional(rulesSchema),
  people: z.exactOptional(peopleSchema),
  hours: z.exactOptional(hoursSchema),
  cost: z.exactOptional(costSchema),
  targets: z.exactOptional(targetsSchema),
});

/** Right for most: a service is a repository, its team is the namespace, people work from Monday to Friday. */
export const DEFAULT_CATALOG: Readonly<Catalog> = {
  rules: [],
  people: peopleSchema.parse({}),
  hours: hoursSchema.parse({}),
  cost: costSchema.parse({}),
  targets: {},
};
