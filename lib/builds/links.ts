/** The page of a build on its CI server. @param serverUrl http or https, without a path */
export function buildLink(serverUrl: string, slug: string, number: number): string {
  const path = slug.split('/').map(encodeURIComponent).join('/');
  return `${serverUrl.replace(/\/+$/, '')}/${path}/${number}`;
}

/** An address that a page may link to; null: none is known, or it is no web address. */
export function webLink(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  return ['http:', 'https:'].includes(new URL(address).protocol) ? address : null;
}
