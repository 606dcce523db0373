import type { Role } from './role';

/** `public`: anybody; `self`: the route itself checks what came with the request; else the least role that may. */
export type WhoMay = 'public' | 'self' | Role;

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

type Method = (typeof METHODS)[number];

/** Who may send what to a path. A method that is not listed is sent by nobody; HEAD is GET. */
type Decision = Partial<Record<Method, WhoMay>>;

/** Pages, as the folders below `app` are named. Who reads them alone sends nothing. */
const PAGES: Record<string, WhoMay> = {
  '/': 'viewer',
  '/alerts': 'viewer',
  '/builds': 'viewer',
  '/changes': 'viewer',
  '/compare': 'viewer',
  '/fix-first': 'viewer',
  '/heatmap': 'viewer',
  '/no-access': 'viewer',
  '/optimisations': 'viewer',
  '/optimisations/[id]': 'viewer',
  '/reports': 'viewer',
  '/reports/[week]': 'viewer',
  '/repositories/[namespace]/[name]/builds/[number]': 'viewer',
  '/repositories/[namespace]/[name]/steps/[pipeline]/[step]': 'viewer',
  '/services': 'viewer',
  '/services/[...service]': 'viewer',
  '/settings': 'viewer',
  '/settings/access': 'viewer',
  '/settings/cost': 'admin',
  '/settings/hours': 'admin',
  '/settings/people': 'admin',
  '/settings/reports': 'editor',
  '/settings/servers': 'admin',
  '/settings/services': 'editor',
  '/sign-in': 'public',
  '/steps': 'viewer',
  '/steps/[name]': 'viewer',
  '/teams': 'viewer',
  '/teams/[team]': 'viewer',
};

/** Everything else: files, and routes as the folders below `app` are named; a word where those have `[…]` is that value alone. */
const ROUTES: Record<string, Decision> = {
  '/icon.svg': { GET: 'public' },
  '/inside-a-step.png': { GET: 'public' },
  '/overview.png': { GET: 'public' },
  '/api/[[...path]]': { GET: 'viewer', POST: 'viewer', PUT: 'viewer' },
  '/api/v1/access': { GET: 'viewer' },
  '/api/v1/access/people/[id]': { PUT: 'admin' },
  '/api/v1/access/sessions/[id]': { DELETE: 'viewer' },
  '/api/v1/access/tokens': { POST: 'viewer' },
  '/api/v1/access/tokens/[id]': { DELETE: 'viewer' },
  '/api/v1/alerts': { GET: 'viewer' },
  '/api/v1/alerts/[id]': { PUT: 'editor' },
  '/api/v1/builds': { GET: 'viewer' },
  '/api/v1/builds/running': { GET: 'viewer' },
  '/api/v1/changes': { GET: 'viewer', PUT: 'editor' },
  '/api/v1/changes/points': { GET: 'viewer' },
  '/api/v1/compare': { GET: 'viewer' },
  '/api/v1/export': { GET: 'viewer' },
  '/api/v1/fix-first': { GET: 'viewer', PUT: 'editor' },
  '/api/v1/health': { GET: 'public' },
  '/api/v1/health/live': { GET: 'public' },
  '/api/v1/hooks/[kind]': { POST: 'self' },
  '/api/v1/metrics/[name]': { GET: 'viewer' },
  '/api/v1/openapi.json': { GET: 'viewer' },
  '/api/v1/optimisations': { GET: 'viewer', POST: 'editor' },
  '/api/v1/optimisations/[id]': { GET: 'viewer', PUT: 'editor', DELETE: 'editor' },
  '/api/v1/optimisations/[id]/restore': { POST: 'editor' },
  '/api/v1/optimisations/notes': { GET: 'viewer' },
  '/api/v1/optimisations/suggestions': { GET: 'viewer' },
  '/api/v1/reports': { GET: 'viewer' },
  '/api/v1/reports/[week]': { GET: 'viewer' },
  '/api/v1/repositories/[namespace]/[name]/builds/[number]': { GET: 'viewer' },
  '/api/v1/search': { GET: 'viewer' },
  '/api/v1/servers': { GET: 'admin' },
  '/api/v1/servers/[id]': { PUT: 'admin', DELETE: 'admin' },
  '/api/v1/services': { GET: 'viewer' },
  '/api/v1/session': { GET: 'viewer', POST: 'public', DELETE: 'public' },
  '/api/v1/settings': { GET: 'editor' },
  '/api/v1/settings/[section]': { PUT: 'admin' },
  '/api/v1/settings/rules': { PUT: 'editor' },
  '/api/v1/settings/targets': { PUT: 'editor' },
  '/api/v1/settings/export': { GET: 'admin' },
  '/api/v1/settings/import': { POST: 'admin' },
  '/api/v1/settings/people': { GET: 'admin', PUT: 'admin' },
  '/api/v1/settings/rules/names': { GET: 'editor' },
  '/api/v1/settings/rules/preview': { POST: 'editor' },
  '/api/v1/subscriptions': { GET: 'editor', POST: 'editor' },
  '/api/v1/subscriptions/[id]': { PUT: 'editor', DELETE: 'editor' },
  '/api/v1/subscriptions/[id]/restore': { POST: 'editor' },
  '/api/v1/subscriptions/[id]/test': { POST: 'editor' },
  '/api/v1/teams': { GET: 'viewer' },
  '/api/v1/trend': { GET: 'viewer' },
  '/metrics': { GET: 'viewer' },
  '/sign-in/oidc': { GET: 'public' },
  '/sign-in/oidc/callback': { GET: 'self' },
  '/unsubscribe/[token]': { GET: 'self', POST: 'self' },
};

/**
 * What is made for the whole organisation: who may see some repositories alone does not see it, whatever their role. The
 * figures of all else are those of their repositories.
 */
const OF_ALL: readonly string[] = [
  '/alerts',
  '/api/v1/alerts',
  '/api/v1/alerts/[id]',
  '/api/v1/optimisations',
  '/api/v1/optimisations/[id]',
  '/api/v1/optimisations/[id]/restore',
  '/api/v1/optimisations/suggestions',
  '/api/v1/reports',
  '/api/v1/reports/[week]',
  '/api/v1/servers',
  '/api/v1/servers/[id]',
  '/api/v1/settings',
  '/api/v1/settings/[section]',
  '/api/v1/settings/export',
  '/api/v1/settings/import',
  '/api/v1/settings/people',
  '/api/v1/settings/rules',
  '/api/v1/settings/rules/names',
  '/api/v1/settings/rules/preview',
  '/api/v1/settings/targets',
  '/api/v1/subscriptions',
  '/api/v1/subscriptions/[id]',
  '/api/v1/subscriptions/[id]/restore',
  '/api/v1/subscriptions/[id]/test',
  '/metrics',
  '/optimisations',
  '/optimisations/[id]',
  '/reports',
  '/reports/[week]',
  '/settings/cost',
  '/settings/hours',
  '/settings/people',
  '/settings/reports',
  '/settings/servers',
  '/settings/services',
];

export interface DecidedRoute {
  /** `/teams/[team]`. */
  path: string;
  /** Whether it is made for the whole organisation. */
  isOfAll: boolean;
  decision: Decision;
}

const SPECIFICITY = { word: 0, one: 1, many: 2, any: 3 } as const;

/** Each path with its decision; where two answer a path, the one that Next.js takes comes first. */
export const DECIDED_ROUTES: readonly DecidedRoute[] = [
  ...Object.entries(PAGES).map(([path, who]) => ({
    path,
    isOfAll: OF_ALL.includes(path),
    decision: { GET: who },
  })),
  ...Object.entries(ROUTES).map(([path, decision]) => ({ path, isOfAll: OF_ALL.includes(path), decision })),
].sort((a, b) => compareSpecificity(segmentsOf(a.path), segmentsOf(b.path)));

const MATCHERS = DECIDED_ROUTES.map(route => ({ route, segments: segmentsOf(route.path) }));

/** Who may; null: nobody, since nobody decided it. */
export interface FoundRoute {
  route: DecidedRoute;
  who: WhoMay | null;
  /** All that somebody may send. */
  methods: readonly string[];
}

/**
 * @param pathname as it came, percent-encoded
 * @returns null when there is nothing that somebody decided of
 */
export function findRoute(pathname: string, method: string): FoundRoute | null {
  const segments = decodedSegments(pathname);
  if (segments === null) return null;
  const found = MATCHERS.find(candidate => matches(candidate.segments, segments));
  if (found === undefined) return null;
  const { decision } = found.route;
  const methods = METHODS.filter(name => decision[name] !== undefined);
  return { route: found.route, who: whoMay(decision, method), methods };
}

function whoMay(decision: Decision, method: string): WhoMay | null {
  const asked = method === 'HEAD' ? 'GET' : METHODS.find(name => name === method);
  // Says which methods there are and nothing else.
  if (method === 'OPTIONS') return Object.values(decision).at(0) ?? null;
  return asked === undefined ? null : (decision[asked] ?? null);
}

function segmentsOf(path: string): string[] {
  return path.split('/').slice(1);
}

/** Null where it is no path of ours: what is not encoded as it should be. */
function decodedSegments(pathname: string): string[] | null {
  try {
    return segmentsOf(pathname).map(decodeURIComponent);
  } catch {
    return null;
  }
}

function kindOf(segment: string): keyof typeof SPECIFICITY {
  if (segment.startsWith('[[...')) return 'any';
  if (segment.startsWith('[...')) return 'many';
  return segment.startsWith('[') ? 'one' : 'word';
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  for (const [i, part] of pattern.entries()) {
    const kind = kindOf(part);
    if (kind === 'any') return true;
    if (kind === 'many') return segments.length > i;
    const segment = segments[i];
    if (segment === undefined || (kind === 'word' && segment !== part)) return false;
    if (kind === 'one' && segment === '') return false;
  }
  return segments.length === pattern.length;
}

/** Segment by segment: a word before a name, a name before several. */
function compareSpecificity(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const [one, other] = [a[i], b[i]];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    const difference = SPECIFICITY[kindOf(one)] - SPECIFICITY[kindOf(other)];
    if (difference !== 0) return difference;
  }
  return 0;
}
