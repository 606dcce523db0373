/** Any, of which only the path is kept. */
const HERE = 'http://here.invalid';

/** Where somebody goes on after signing in: a page of ours, whatever the address says; `/` where it is none. */
export function nextPath(text: string | null | undefined): string {
  if (text === null || text === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || text.includes('\\'))
    return '/';
  if (!URL.canParse(text, HERE)) return '/';
  const { origin, pathname, search } = new URL(text, HERE);
  const isElsewhere = origin !== HERE || pathname.startsWith('//');
  return isElsewhere || /^\/(?:api|sign-in)(?:\/|$)/.test(pathname) ? '/' : pathname + search;
}
