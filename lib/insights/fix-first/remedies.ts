import { findInRepo, findInService, findPools } from './build-remedies';
import { type Candidate, FEWEST_RUNS } from './candidate';
import { findFarRegistries } from './far-registries';
import type { Evidence } from './step-evidence';
import { findInStep } from './step-remedies';

/** Everything that evidence speaks for. Only what logs tell counts: of a step without logs nothing is said of caches. */
export function findCandidates({ steps, services, repos }: Evidence): Candidate[] {
  const bySteps = [...steps.values()].filter(step => step.seconds.length >= FEWEST_RUNS);
  return [
    ...bySteps.flatMap(findInStep),
    ...[...services.values()].flatMap(service => findInService(service, bySteps)),
    ...findPools([...repos.values()]),
    ...[...repos.values()].flatMap(findInRepo),
    ...findFarRegistries([...repos.values()], bySteps),
  ];
}
