import type { BuildFact } from '@/lib/facts/build-fact';
import { personOf } from '@/lib/facts/person-of';

export interface BuildRows {
  builds: Row[];
  stages: Row[];
  steps: Row[];
}

type Row = Record<string, unknown>;

/** Facts → rows whose keys are column names; the tables build, stage and step take them as they are. */
export function buildRows(repoId: number, facts: ReadonlyArray<BuildFact & { isFinal: boolean }>): BuildRows {
  const rows: BuildRows = { builds: [], stages: [], steps: [] };
  for (const { stages, ...build } of facts) {
    rows.builds.push(toRow({ repoId, ...build, person: personOf(build) }));
    for (const { steps, ...stage } of stages) {
      rows.stages.push(toRow({ repoId, buildNumber: build.number, ...stage }));
      for (const step of steps) {
        rows.steps.push(
          toRow({
            repoId,
            buildNumber: build.number,
            stageNumber: stage.number,
            ...step,
            dependsOn: step.dependsOn ?? [],
            dependsOnKnown: step.dependsOn !== null,
          }),
        );
      }
    }
  }
  return rows;
}

function toRow(fact: Record<string, unknown>): Row {
  const row: Row = {};
  for (const [key, value] of Object.entries(fact)) row[columnName(key)] = value;
  return row;
}

const columnNames = new Map<string, string>();

function columnName(key: string): string {
  let name = columnNames.get(key);
  if (name === undefined) {
    name = key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
    columnNames.set(key, name);
  }
  return name;
}
