/** Whether this is an error of the system or of Postgres with one of these codes, as in `ENOENT` or `55P03`. */
export function hasCode(error: unknown, ...codes: string[]): error is Error {
  return error instanceof Error && 'code' in error && codes.some(code => code === error.code);
}
