/** A column: the field of a model in Prisma's schema, and its name in the database. */
export interface ModelColumn<Field extends string = string> {
  field: Field;
  name: string;
}

/**
 * The columns of a model, as the schema lists them.
 *
 * @param fields Prisma's list of them, such as `Prisma.BuildScalarFieldEnum`
 * @param without those that somebody else writes
 */
export function modelColumns<Field extends string, Without extends Field = never>(
  fields: Readonly<Record<string, Field>>,
  without: readonly Without[] = [],
): ReadonlyArray<ModelColumn<Exclude<Field, Without>>> {
  const isTheirs = (field: Field): field is Exclude<Field, Without> =>
    !without.some(other => other === field);
  return Object.values(fields)
    .filter(isTheirs)
    .map(field => ({ field, name: field.replace(/[A-Z]/g, capital => `_${capital.toLowerCase()}`) }));
}

/** A row of a table: what a fact tells under the same names, and what is told of it besides, or instead. */
export interface FactRow<Field extends string, Fact = Partial<Record<Field, unknown>>> {
  fact: Fact;
  own: Readonly<Record<Exclude<Field, keyof Fact>, unknown>> & Partial<Record<Field, unknown>>;
}
