import { CiOtherServerError } from '@/lib/ci/ci-errors';
import type { HttpAnswer } from './pending-answer';
import type { DroneRequests } from './requests';

/** What /version says; either may be missing. */
export interface VersionFacts {
  source: string | null;
  version: string | null;
}

/** A server that people take for Drone, and what to do about it. */
interface OtherServer {
  name: string;
  advice: string;
}

const READS = 'Buildhours reads Drone 1.0 to 2.x';
const OTHER_API = `its API is another one, and ${READS}`;
const SOURCE_HOST = 'that is where the source is: give the address of Drone, which is another one';

/** By what /version says. @returns null: it may be a Drone that can be read */
function serverOfVersion({ source, version }: VersionFacts): OtherServer | null {
  const named = (name: string) => (version === null ? name : `${name} ${version}`);
  if (source !== null && /woodpecker/i.test(source)) return { name: named('Woodpecker'), advice: OTHER_API };
  if (source !== null && /gitness/i.test(source))
    return { name: named('Harness Open Source'), advice: OTHER_API };
  if (version !== null && /^v?0\.[1-9]/.test(version))
    return { name: `Drone ${version}`, advice: `that is older than 1.0, and ${READS}: update Drone first` };
  return null;
}

/** @throws CiOtherServerError when this is the version of a server that cannot be read */
export function refuseOtherVersion(requests: DroneRequests, facts: VersionFacts): void {
  const other = serverOfVersion(facts);
  if (other !== null) throw otherServerError(requests, '/version', other);
}

/**
 * Looks who it is that did not answer as Drone does: some more requests, one attempt each.
 *
 * @returns null: it does not show itself as anybody else
 */
export async function findOtherServer(requests: DroneRequests): Promise<CiOtherServerError | null> {
  for (const [path, judge] of SIGNS) {
    const answer = await requests.peek(path);
    if (answer === null) return null;
    const other = judge(answer) ?? serverOfHeaders(answer);
    if (other !== null) return otherServerError(requests, path, other);
    // What says so at the address that Drone has for it is Drone, with something else amiss.
    if (path === '/version' && /^v?[12]\./.test(readVersionFacts(fieldsOf(answer)).version ?? ''))
      return null;
  }
  return null;
}

/** Where each shows itself without a token; what only a page tells comes last. */
const SIGNS: ReadonlyArray<[path: string, judge: (answer: HttpAnswer) => OtherServer | null]> = [
  ['/version', answer => serverOfVersion(readVersionFacts(fieldsOf(answer)))],
  [
    '/api/v1/version',
    answer => {
      const { version } = readVersionFacts(fieldsOf(answer));
      if (version === null) return null;
      const name = /gitea/i.test(version) ? 'Forgejo' : 'Gitea';
      return { name: `${name} ${version}`, advice: SOURCE_HOST };
    },
  ],
  [
    '/api/v1/system/config',
    answer =>
      'user_signup_allowed' in fieldsOf(answer) ? { name: 'Harness Open Source', advice: OTHER_API } : null,
  ],
  ['/', serverOfPage],
];

function serverOfHeaders({ headers }: HttpAnswer): OtherServer | null {
  if (headers['x-jenkins'] !== undefined)
    return { name: `Jenkins ${headers['x-jenkins']}`, advice: OTHER_API };
  if (headers['x-gitlab-meta'] !== undefined) return { name: 'GitLab', advice: SOURCE_HOST };
  if (headers['x-github-request-id'] !== undefined) return { name: 'GitHub', advice: SOURCE_HOST };
  return null;
}

const PAGES: ReadonlyArray<[pattern: RegExp, server: OtherServer]> = [
  [/Harness Open Source|Gitness/i, { name: 'Harness Open Source', advice: OTHER_API }],
  [/Woodpecker/i, { name: 'Woodpecker', advice: OTHER_API }],
  [/Forgejo/i, { name: 'Forgejo', advice: SOURCE_HOST }],
  [/Gitea/i, { name: 'Gitea', advice: SOURCE_HOST }],
  [/Gogs/i, { name: 'Gogs', advice: SOURCE_HOST }],
];

/** By its title, and what it says that it was made by. */
function serverOfPage({ body }: HttpAnswer): OtherServer | null {
  const page = body.toString('utf8');
  const title = /<title[^>]*>([^<]*)/i.exec(page)?.[1] ?? '';
  const meta = [...page.matchAll(/<meta\s[^>]*(?:generator|author|keywords|description)[^>]*>/gi)].join(' ');
  return PAGES.find(([pattern]) => pattern.test(title) || pattern.test(meta))?.[1] ?? null;
}

function fieldsOf({ status, body }: HttpAnswer): Record<string, unknown> {
  if (status !== 200) return {};
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    return typeof json === 'object' && json !== null ? { ...json } : {};
  } catch {
    return {}; // A page, or whatever else: it says nothing here.
  }
}

function readVersionFacts({ source, version }: Record<string, unknown>): VersionFacts {
  return { source: textOf(source), version: textOf(version) };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 50) : null;
}

function otherServerError(
  requests: DroneRequests,
  path: string,
  { name, advice }: OtherServer,
): CiOtherServerError {
  return new CiOtherServerError(requests.asked(path), `shows that this is ${name}: ${advice}`);
}
