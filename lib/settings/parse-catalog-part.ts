import { type CatalogPart, catalogPartSchema } from './catalog';
import { CatalogProblemsError, problemsOf } from './catalog-problem';

/**
 * Settings from outside: some sections, each whole. What a section leaves out has its default.
 *
 * @throws CatalogProblemsError naming all that is wrong at once
 */
export function parseCatalogPart(value: unknown): CatalogPart {
  const parsed = catalogPartSchema.safeParse(value);
  if (!parsed.success) throw new CatalogProblemsError(problemsOf(parsed.error));
  return parsed.data;
}
