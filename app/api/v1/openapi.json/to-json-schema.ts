import { z } from 'zod';

/** A schema object of OpenAPI 3.1, which is JSON Schema 2020-12. */
export type JsonSchema = Record<string, unknown>;

/**
 * The JSON schema of what a zod schema takes (`input`) or gives (`output`). What answers hold may grow, so that no
 * schema forbids further fields.
 */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...jsonSchema } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // The format says it all.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return jsonSchema;
}

/** The schema of what stands in an address, which cannot be null: that is to leave it out. */
export function withoutNull(schema: JsonSchema): JsonSchema {
  const { default: fallback, anyOf, ...rest } = schema;
  const kept = fallback === null || fallback === undefined ? {} : { default: fallback };
  if (Array.isArray(rest.type)) {
    const types = rest.type.filter(type => type !== 'null');
    return { ...rest, type: types.length === 1 ? types[0] : types, ...kept };
  }
  if (!Array.isArray(anyOf)) return { ...rest, ...kept };
  const [first, ...others] = anyOf.filter(part => part.type !== 'null');
  return others.length === 0
    ? { ...rest, ...first, ...kept }
    : { ...rest, anyOf: [first, ...others], ...kept };
}
