import { formatCount } from '@/lib/format';
import type { ServersState } from '@/lib/operations/query';

type Server = ServersState['servers'][number];

/** Times of builds under way mix both clocks: some seconds do no harm. */
const SKEW_MS = 10_000;

export interface ServerFact {
  name: string;
  value: string;
  /** What to do about it. */
  advice?: string;
}

/** Who and what a CI server is for us, with what to do where that costs something. */
export function describeServer(server: Server): ServerFact[] {
  const { ciServer, publicUrl, version, clockSkewMs } = server;
  return [
    {
      name: 'Version',
      value: version === null ? `${ciServer}, version not reported` : `${ciServer} ${version}`,
    },
    loginFact(server),
    clockFact(clockSkewMs),
    ...(publicUrl === null ? [] : [{ name: 'Opened at', value: publicUrl }]),
  ];
}

function loginFact({ login, isAdmin, allRepos }: Server): ServerFact {
  if (login === null) return { name: 'We are', value: 'not known yet' };
  if (isAdmin === true) return { name: 'We are', value: `${login}, an admin: all repositories can be read` };
  return {
    name: 'We are',
    value: `${login}, no admin`,
    advice: `Only repositories that this user may see are read.${allRepos === null ? '' : ` For all of them ${allRepos}`}`,
  };
}

function clockFact(skewMs: number | null): ServerFact {
  if (skewMs === null) return { name: 'Clock', value: 'not known yet' };
  if (Math.abs(skewMs) <= SKEW_MS) return { name: 'Clock', value: 'agrees with ours' };
  const seconds = formatCount(Math.abs(skewMs) / 1000);
  return {
    name: 'Clock',
    value: `${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} ours`,
    advice: 'Let both machines follow a time server: times of builds under way are off by that much.',
  };
}
