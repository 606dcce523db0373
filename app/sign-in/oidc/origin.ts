import { isLoopbackHost } from '@/lib/access-variables';
import type { Env } from '@/lib/env';

/** Of our pages, as the browser knows them: to it the provider leads back. Null where a name came that is none of ours. */
export function originOf({ publicUrl }: Env, { headers }: Request): string | null {
  if (publicUrl !== null) return new URL(publicUrl).origin;
  const address = `http://${headers.get('host') ?? ''}`;
  if (!URL.canParse(address)) return null;
  const { hostname, origin } = new URL(address);
  return isLoopbackHost(hostname) ? origin : null;
}
