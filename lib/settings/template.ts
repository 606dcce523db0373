import { CAPTURE_NAME } from './capture-name';

export interface Template {
  /** Names of the captures it needs. */
  names: readonly string[];
  /** From the first of the captures that knows a name. */
  fill(captures: ReadonlyArray<ReadonlyMap<string, string>>): string;
}

/** The template means nothing; the message goes on after its name. */
export class TemplateError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = new.target.name;
  }
}

const CAPTURE = new RegExp(`<(${CAPTURE_NAME})>`, 'i');

/**
 * A name in which `<x>` stands for what a pattern captured as `<x>`; all else stands for itself.
 *
 * @throws TemplateError for a `<` or `>` that belongs to no capture
 */
export function compileTemplate(template: string): Template {
  // Texts and names by turns: splitting by a pattern with one group gives both.
  const pieces = template.split(CAPTURE);
  const names = pieces.filter((_, index) => index % 2 === 1);
  const stray = pieces.find((piece, index) => index % 2 === 0 && /[<>]/.test(piece));
  if (stray !== undefined) {
    throw new TemplateError('has a < or > that belongs to no capture such as <service>: leave it out');
  }
  if (names.length === 0) return { names, fill: () => template };
  const fill: Template['fill'] = captures =>
    pieces
      .map((piece, index) => {
        if (index % 2 === 0) return piece;
        for (const some of captures) {
          const found = some.get(piece);
          if (found !== undefined) return found;
        }
        throw new TemplateError(`uses <${piece}>, which no pattern captures`);
      })
      .join('');
  return { names, fill };
}
