import { z } from 'zod';
import { isTimeZone } from '@/lib/time/zones';

const MAX_TEXT_LENGTH = 200;
const CONTROL = /\p{Cc}/u;

/** A section or part of one. Unknown keys are refused, and the message says which there are. */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  const keys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code, input }) => {
      if (code === 'unrecognized_keys') return `is not known here: known are ${keys}`;
      if (input === null || input === undefined) return `is empty: leave it out, or give ${keys}`;
      return `must have keys with values: ${keys}`;
    },
  });
}

/** Texts by name. */
export function named<Value extends z.ZodType>(names: z.ZodString, value: Value) {
  return z.record(names, value, { error: 'must be names with values; {} for none' });
}

export function listOf<Value extends z.ZodType>(value: Value, max: number) {
  return z.array(value, { error: 'must be a list; [] for none' }).max(max, {
    error: ({ input }) =>
      `has ${Array.isArray(input) ? input.length : 'too many'} entries: at most ${max} are possible`,
  });
}

/** A name or pattern: one line, blanks around it are cut off. */
export function text() {
  return z
    .string({
      error: ({ input }) => (input === undefined ? 'is missing' : 'must be text: put it into quotes'),
    })
    .trim()
    .min(1, { error: 'is empty' })
    .max(MAX_TEXT_LENGTH, { error: `is longer than ${MAX_TEXT_LENGTH} characters` })
    .refine(value => !CONTROL.test(value) && value.isWellFormed(), {
      error: 'has characters that cannot be printed',
    });
}

export function number(min: number, max: number, unit: string) {
  const error = ({ input }: { input?: unknown }) =>
    `is ${show(input)}: give a number from ${min} to ${max}${unit}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

export function wholeNumber(min: number, max: number) {
  const error = ({ input }: { input?: unknown }) =>
    `is ${show(input)}: give a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export function yesOrNo() {
  return z.boolean({ error: ({ input }) => `is ${show(input)}: give true or false` });
}

export function timeZone() {
  return text().refine(isTimeZone, {
    error: ({ input }) => `is ${show(input)}: give the IANA name of a time zone, such as Europe/Berlin`,
  });
}

/** A value as a person wrote it, cut short. */
export function show(input: unknown): string {
  const shown =
    input === undefined ? 'missing' : typeof input === 'number' ? String(input) : JSON.stringify(input);
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
}
