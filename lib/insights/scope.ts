import { z } from 'zod';
import type { BookSeries, SeriesBook } from '@/lib/weeks/reader';

const MAX_NAME_LENGTH = 300;
const MAX_NAMES = 200;

function names(description: string) {
  return z
    .array(
      z
        .string()
        .trim()
        .min(1, 'is empty')
        .max(MAX_NAME_LENGTH, `has more than ${MAX_NAME_LENGTH} characters`),
      {
        error: 'must be a list of names; [] for all',
      },
    )
    .max(MAX_NAMES, `has more than ${MAX_NAMES} names`)
    .default([])
    .describe(description);
}

/** What an optimisation or a finding concerns: each list narrows it, an empty one does not, and all must hold. */
export const scopeSchema = z.strictObject(
  {
    services: names('Services; [] for all'),
    teams: names('Teams; [] for all'),
    steps: names('Names of steps, in whichever pipeline; [] for whole builds'),
    runners: names('Machines that ran the stages, as the CI server names them; [] for all'),
  },
  { error: 'takes services, teams, steps and runners, each a list of names' },
);

export type Scope = z.infer<typeof scopeSchema>;

export const EVERYTHING: Scope = { services: [], teams: [], steps: [], runners: [] };

/** The text means no scope; the message says what would. */
export class ScopeError extends Error {
  constructor(text: string) {
    super(
      `"${text}" is no scope: give everything, or service:NAME, team:NAME, step:NAME or runner:NAME, as often as needed`,
    );
    this.name = new.target.name;
  }
}

const KINDS = { service: 'services', team: 'teams', step: 'steps', runner: 'runners' } as const;

/**
 * A scope as it is written on the command line: `service:shop/web`, `step:publish`, or `everything`.
 *
 * @throws ScopeError
 */
export function parseScope(texts: readonly string[]): Scope {
  const scope = { services: [], teams: [], steps: [], runners: [] } satisfies Scope as Scope;
  for (const text of texts) {
    if (text === 'everything') continue;
    const [, kind = '', name = ''] = /^(\w+):(.+)$/.exec(text.trim()) ?? [];
    const list = Object.entries(KINDS).find(([known]) => known === kind)?.[1];
    if (list === undefined || name.trim() === '') throw new ScopeError(text);
    scope[list].push(name.trim());
  }
  return scopeSchema.parse(scope);
}

/** Whether a series lies in the services and teams of a scope, whatever its step: what services share, with each of them. */
export function ownsSeries(scope: Scope, series: BookSeries, { splitRepos }: SeriesBook): boolean {
  const { service, repoId } = series;
  if (service !== null) return ownsService(scope, service, series.team);
  if (scope.services.length + scope.teams.length === 0) return true;
  const owners = splitRepos.get(repoId)?.owners ?? [];
  return owners.some(owner => ownsService(scope, owner.service, owner.team));
}

export function ownsService({ services, teams }: Scope, service: string, team: string | null): boolean {
  return (
    (services.length === 0 || services.includes(service)) &&
    (teams.length === 0 || (team !== null && teams.includes(team)))
  );
}

/**
 * The scope as far as a filter of figures can say it: what is asked of one service reads its repositories only. Steps that
 * services share are of none for a filter, so where they may be asked for it says nothing.
 */
export function narrowest(
  scope: Scope,
  { splitRepos }: SeriesBook,
): { service: string | null; team: string | null } {
  const { services, teams, steps } = scope;
  const shares = [...splitRepos.values()].some(({ owners }) =>
    owners.some(({ service, team }) => ownsService(scope, service, team)),
  );
  if (steps.length > 0 && shares) return { service: null, team: null };
  return {
    service: services.length === 1 ? (services[0] ?? null) : null,
    team: teams.length === 1 ? (teams[0] ?? null) : null,
  };
}

/** Whether two scopes may speak of the same builds and steps. Services and teams need `teamOf` to be compared. */
export function scopesOverlap(
  one: Scope,
  other: Scope,
  teamOf: (service: string) => string | undefined,
): boolean {
  const meet = (a: readonly string[], b: readonly string[]) =>
    a.length === 0 || b.length === 0 || a.some(name => b.includes(name));
  const teamsOf = ({ services, teams }: Scope) =>
    services.length > 0 ? services.flatMap(service => teamOf(service) ?? []) : teams;
  return (
    meet(one.services, other.services) &&
    meet(teamsOf(one), teamsOf(other)) &&
    meet(one.steps, other.steps) &&
    meet(one.runners, other.runners)
  );
}
