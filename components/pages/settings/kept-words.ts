import { formatDay } from '@/lib/format';
import type { ImportProgress } from '@/lib/operations/query';
import { localDay } from '@/lib/time/zones';

/** From when on what came from each CI server is kept, where all that is to be imported is. */
export function keptWords(servers: ImportProgress['servers'], timeZone: string): string {
  const known = servers
    .filter(({ discovered }) => discovered)
    .map(({ url, keptFrom }) => ({
      host: URL.canParse(url) ? new URL(url).host : url,
      day: keptFrom === null ? null : formatDay(localDay(new Date(keptFrom), timeZone), true),
    }));
  const [first] = known;
  if (first === undefined || known.every(({ day }) => day === null)) return 'the history is complete';
  if (known.every(({ day }) => day === first.day))
    return `complete from ${first.day} on; older builds are not kept`;
  const parts = known.map(({ host, day }) => (day === null ? `all of ${host}` : `${host} from ${day} on`));
  return `complete: ${parts.join(', ')}; older builds are not kept`;
}
