const ESCAPED = /[<>&\u2028\u2029]/;
const EACH = /[<>&\u2028\u2029]/g;

/** JSON as Go's encoder writes it: compact, with `<`, `>`, `&` and the two line separators escaped. */
export function goJson(value: unknown): string {
  const text = JSON.stringify(value);
  return ESCAPED.test(text)
    ? text.replace(EACH, found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : text;
}
