import { plainCheck } from './plain-check';
import { type BuildWire, buildWire, type ListedBuildWire, listedBuildWire } from './wire';

const checkBuild = plainCheck(buildWire);
const checkListed = plainCheck(listedBuildWire);

/**
 * Whether a build is just as Drone writes it, so that `buildWire` would let it through as it is. False says nothing:
 * whatever is odd in any way is for `buildWire` to judge.
 */
export function isPlainBuild(json: unknown): json is BuildWire {
  return checkBuild(json);
}

/** The same for a build of a list, and `listedBuildWire`. */
export function isPlainListedBuild(json: unknown): json is ListedBuildWire {
  return checkListed(json);
}
