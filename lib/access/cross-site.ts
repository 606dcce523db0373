/**
 * Where a request comes from that another web site made somebody's browser send. Browsers say so; programs that say nothing
 * are not tricked by a page.
 *
 * @returns in words; null: it comes from a page of ours, or from no page
 */
export function otherSiteOf(headers: Headers): string | null {
  const site = headers.get('sec-fetch-site');
  if (site !== null) {
    return site === 'same-origin' || site === 'none'
      ? null
      : `a page of another site (Sec-Fetch-Site: ${site})`;
  }
  const origin = headers.get('origin');
  if (origin === null) return null;
  const hosts = [headers.get('host'), headers.get('x-forwarded-host')];
  const isOurs = URL.canParse(origin) && hosts.includes(new URL(origin).host);
  return isOurs ? null : `the origin ${origin}`;
}
