/** As the number of a build stands in an address, a search and on pages: `1795`; null: it is none. */
export function parseBuildNumber(text: string): number | null {
  const number = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null;
  return number !== null && Number.isSafeInteger(number) ? number : null;
}
