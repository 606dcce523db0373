import { z } from 'zod';

type Check = (value: unknown) => boolean;

/**
 * Whether a schema would let a value through as it is, made from the schema itself: it costs a fraction of parsing. False
 * says nothing: whatever is odd in any way, or would be mended, is for the schema to judge. Keys that an object does not
 * know do not matter.
 */
export function plainCheck(schema: z.core.$ZodType): Check {
  // Compiled as one function, since a call for each field would cost as much again as all that is checked.
  const compiler = new CheckCompiler();
  const condition = compiler.conditionOf(schema, 'value');
  const [names, values] = [[...compiler.constants.keys()], [...compiler.constants.values()]];
  const check: unknown = new Function(...names, `return value => ${condition};`)(...values);
  if (!isCheck(check)) throw new TypeError('a check was compiled to something else');
  return check;
}

function isCheck(value: unknown): value is Check {
  return typeof value === 'function';
}

/** Writes conditions in JavaScript. Of a schema nothing gets into their text but names of fields, as JSON. */
class CheckCompiler {
  readonly constants = new Map<string, unknown>();

  conditionOf(schema: z.core.$ZodType, value: string): string {
    if (schema instanceof z.ZodOptional)
      return `(${value} === undefined || ${this.conditionOf(schema.unwrap(), value)})`;
    if (schema instanceof z.ZodNullable)
      return `(${value} === null || ${this.conditionOf(schema.unwrap(), value)})`;
    if (schema instanceof z.ZodCatch) return this.conditionOf(schema.unwrap(), value);
    if (schema instanceof z.ZodObject) return this.objectCondition(schema.shape, value);
    if (schema instanceof z.ZodRecord) return this.recordCondition(schema, value);
    if (schema instanceof z.ZodUnknown) return 'true';
    if (schema instanceof z.ZodEnum) return `${this.constant(new Set(schema.options))}.has(${value})`;
    if (schema instanceof z.ZodArray && !hasChecks(schema)) {
      const one = this.constant(plainCheck(schema.element));
      return `(Array.isArray(${value}) && ${value}.every(${one}))`;
    }
    if (schema instanceof z.ZodString && !hasChecks(schema)) return `typeof ${value} === 'string'`;
    if (schema instanceof z.ZodBoolean && !hasChecks(schema)) return `typeof ${value} === 'boolean'`;
    if (schema instanceof z.ZodNumber && schema.format === null && !hasChecks(schema))
      return `Number.isFinite(${value})`;
    if (schema instanceof z.ZodNumber && schema.format === 'safeint') {
      return [`Number.isSafeInteger(${value})`, ...this.rangeConditions(schema, value)].join(' && ');
    }
    return `${this.constant(parsedCheck(schema))}(${value})`;
  }

  private objectCondition(shape: Readonly<Record<string, z.core.$ZodType>>, value: string): string {
    const fields = Object.entries(shape).map(([name, field]) =>
      this.conditionOf(field, `${value}[${JSON.stringify(name)}]`),
    );
    return `(${[isObject(value), ...fields].join(' && ')})`;
  }

  /** A key `__proto__` is one that zod leaves out. */
  private recordCondition(schema: z.ZodRecord, value: string): string {
    const one = this.constant(plainCheck(schema.valueType));
    return `(${isObject(value)} && !Object.hasOwn(${value}, '__proto__') && Object.values(${value}).every(${one}))`;
  }

  private rangeConditions(schema: z.ZodNumber, value: string): string[] {
    return (schema.def.checks ?? []).map(check => {
      const isLeast = check instanceof z.core.$ZodCheckGreaterThan;
      if (isLeast || check instanceof z.core.$ZodCheckLessThan) {
        const { value: bound, inclusive } = check._zod.def;
        return `${value} ${isLeast ? '>' : '<'}${inclusive ? '=' : ''} ${Number(bound)}`;
      }
      return `${this.constant(parsedCheck(schema))}(${value})`;
    });
  }

  private constant(value: unknown): string {
    const name = `constant${this.constants.size}`;
    this.constants.set(name, value);
    return name;
  }
}

function isObject(value: string): string {
  return `typeof ${value} === 'object' && ${value} !== null && !Array.isArray(${value})`;
}

/** For what there is no shorter way. */
function parsedCheck(schema: z.core.$ZodType): Check {
  return value => {
    const { success, data } = z.safeParse(schema, value);
    return success && Object.is(data, value);
  };
}

function hasChecks({ def }: z.ZodType): boolean {
  return (def.checks ?? []).length > 0;
}
