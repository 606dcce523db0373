/**
 * Names as a path holds them, one a segment.
 *
 * @returns null where a segment is no text, such as `%E0`
 */
export function readNames(segments: readonly string[]): string[] | null {
  try {
    return segments.map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
