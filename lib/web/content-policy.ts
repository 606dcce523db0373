/** What answers may do in a browser: a file of data nothing at all, a page what its own scripts do. */

/** Of everything but pages. */
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** Written by a route, without scripts: a question and a button. */
const PLAIN_PAGE =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Styles of one element (`style="…"`) cannot do more than look odd, and charts and the kit are full of them. */
const PAGE = [
  "default-src 'none'",
  "script-src 'self' 'nonce-NONCE' 'strict-dynamic'",
  "style-src 'self' 'nonce-NONCE'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Neither pages nor parts of one. */
const DATA = /^\/(?:api|metrics)(?:\/|$)/;
const PLAIN = /^\/unsubscribe\//;

/** For everything that is answered; `pageContentPolicy` goes over it where a page is. */
export function contentPolicyOf(pathname: string): string {
  return PLAIN.test(pathname) ? PLAIN_PAGE : NOTHING;
}

/** @param nonce of the scripts and styles of one answer; null: the path is of no page */
export function pageContentPolicy(path: string, nonce: string): string | null {
  const [pathname = ''] = path.split('?', 1);
  return DATA.test(pathname) || PLAIN.test(pathname) ? null : PAGE.replaceAll('NONCE', nonce);
}
