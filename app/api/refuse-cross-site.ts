import { ProblemsError } from './problems';

/**
 * Refuses what another web site made somebody's browser send. Browsers say where a request comes from; programs that
 * say nothing are not tricked by a page, and pass.
 *
 * @throws ProblemsError 403
 */
export function refuseCrossSite({ headers }: Request): void {
  const site = headers.get('sec-fetch-site');
  if (site !== null) {
    if (site === 'same-origin' || site === 'none') return;
    throw refusal(`a page of another site (Sec-Fetch-Site: ${site})`);
  }
  const origin = headers.get('origin');
  if (origin === null) return;
  const hosts = [headers.get('host'), headers.get('x-forwarded-host')];
  if (!URL.canParse(origin) || !hosts.includes(new URL(origin).host)) throw refusal(`the origin ${origin}`);
}

function refusal(from: string): ProblemsError {
  return new ProblemsError(403, [
    `a page may send this only where it is one of Buildhours itself, and this request comes from ${from}; ` +
      'behind a proxy, let it pass the header Host on unchanged',
  ]);
}
