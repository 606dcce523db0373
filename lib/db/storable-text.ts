/**
 * The gate that text from outside passes before it reaches Postgres: `sql` and `copyRows` send no string past it, so
 * that neither a build nor the words of an error can be refused for what is in them.
 */

/** Every control character but tab, line feed and carriage return. */
const CONTROLS = '\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f';
const ODD = new RegExp(`[${CONTROLS}\\ud800-\\udfff]`);
const EACH_CONTROL = new RegExp(`[${CONTROLS}]`, 'g');
/** As JSON writes what is to be looked at: escaped control characters and halves of surrogates, DEL and C1 as they are. */
const ODD_IN_JSON = /\\u(00|d[89a-f])|\\[bf]|[\x7f-\x9f]/;

/** An entry of an index may have 2,704 bytes, and two names stand in one: three bytes a character at most. */
const LONGEST_NAME_CHARS = 300;
const LONGEST_MESSAGE_CHARS = 1000;

/**
 * Text that Postgres takes: NUL and lone surrogates, which it refuses, and other control characters, which nobody wants
 * in a terminal, become the replacement character. Tabs and line ends stay.
 */
export function storableText(text: string): string {
  return ODD.test(text) ? text.toWellFormed().replace(EACH_CONTROL, '\uFFFD') : text;
}

/** The same for what stands in an index: names, logins, hashes of commits. Longer ones are cut, alike everywhere. */
export function storableName(name: string): string;
export function storableName(name: string | null): string | null;
export function storableName(name: string | null): string | null {
  if (name === null || name.length <= LONGEST_NAME_CHARS) return name === null ? null : storableText(name);
  return storableText(`${name.slice(0, LONGEST_NAME_CHARS - 1)}…`);
}

/** The words of an error on one line, cut where they are no words any more. */
export function storableMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = storableText(message.slice(0, LONGEST_MESSAGE_CHARS)).replace(/\s+/g, ' ').trim();
  return message.length > LONGEST_MESSAGE_CHARS ? `${line}…` : line;
}

/** JSON that Postgres takes, with the same replacements. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return ODD_IN_JSON.test(json) ? JSON.stringify(storable(value)) : json;
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [storable(key), storable(entry)]));
  }
  return value;
}
