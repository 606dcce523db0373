import type { StageFact, StepFact } from '@/lib/facts/build-fact';
import type { StageWire, StepWire } from './wire-build';
import { stringsOrNull, textOrNull, timeOrNull } from './wire-values';

/** A stage with its steps; times are kept as sent, even where they run backwards. */
export function decodeStage(wire: StageWire): StageFact {
  const steps = wire.steps ?? [];
  const isTold = steps.some(tellsOfStep);
  return {
    number: wire.number,
    droneId: wire.id,
    name: wire.name,
    kind: textOrNull(wire.kind),
    type: textOrNull(wire.type),
    status: wire.status,
    error: textOrNull(wire.error),
    errorIgnored: wire.errignore ?? false,
    exitCode: wire.exit_code ?? 0,
    machine: textOrNull(wire.machine),
    os: textOrNull(wire.os),
    arch: textOrNull(wire.arch),
    createdAt: timeOrNull(wire.created),
    startedAt: timeOrNull(wire.started),
    stoppedAt: timeOrNull(wire.stopped),
    version: wire.version,
    onSuccess: wire.on_success ?? true,
    onFailure: wire.on_failure ?? false,
    dependsOn: wire.depends_on ?? [],
    labels: stringsOrNull(wire.labels),
    steps: steps.map(step => decodeStep(step, isTold)),
  };
}

/**
 * Drone leaves out what is empty or false, so absence has two meanings. One runner reports all steps of a
 * stage: if it tells anything of one of them, what it leaves out of the others is empty, else unknown.
 */
function tellsOfStep(step: StepWire): boolean {
  return textOrNull(step.image) !== null || (step.depends_on ?? []).length > 0 || step.detached === true;
}

function decodeStep(wire: StepWire, isTold: boolean): StepFact {
  return {
    number: wire.number,
    droneId: wire.id,
    name: wire.name,
    status: wire.status,
    error: textOrNull(wire.error),
    errorIgnored: wire.errignore ?? false,
    exitCode: wire.exit_code ?? 0,
    startedAt: timeOrNull(wire.started),
    stoppedAt: timeOrNull(wire.stopped),
    version: wire.version,
    dependsOn: wire.depends_on ?? (isTold ? [] : null),
    image: textOrNull(wire.image),
    detached: wire.detached ?? (isTold ? false : null),
  };
}
