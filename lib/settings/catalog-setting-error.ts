import type { z } from 'zod';
import type { CatalogSection } from './catalog';
import { describeProblem, problemsOf } from './catalog-problem';

/** A stored section cannot be understood: another version wrote it, or somebody by hand. */
export class CatalogSettingError extends Error {
  constructor(
    readonly section: CatalogSection,
    cause: z.ZodError,
  ) {
    const problems = problemsOf(cause, [section]).map(problem => `  ${describeProblem(problem)}`);
    super(
      `the stored setting "${section}" cannot be understood:\n${problems.join('\n')}\n` +
        `Save that section anew, in the settings or from a file; or go back to its default with: ` +
        `delete from setting where key = '${section}'`,
      { cause },
    );
    this.name = new.target.name;
  }
}
