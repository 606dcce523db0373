/** A sentence that begins in the middle, made to stand by itself. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
