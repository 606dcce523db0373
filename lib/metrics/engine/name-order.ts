/** Names in the order of their characters, which is the same for every database and machine. */
export function compareNames(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

interface StepName {
  repository: string;
  pipeline: string;
  step: string;
}

/** Steps by their names: what decides between equal ones, since ids come from the order of the import. */
export function compareSteps(one: StepName, other: StepName): number {
  return (
    compareNames(one.repository, other.repository) ||
    compareNames(one.pipeline, other.pipeline) ||
    compareNames(one.step, other.step)
  );
}
