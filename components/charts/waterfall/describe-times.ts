import { STATUS_STYLES } from '@/components/charts/status-mark';
import type { BuildDetail, BuildStage, BuildStep } from '@/lib/builds/query';
import { isFailed } from '@/lib/builds/query';
import { formatCount, formatDuration } from '@/lib/format';

export interface TimeLine {
  label: string;
  value: string;
}

/** What is told of a step beside its bar. */
export function describeStep(step: BuildStep): TimeLine[] {
  const { startMs, runMs, usual, status, exclusiveMs, isOnPath, detached } = step;
  const lines: TimeLine[] = [{ label: 'Began, after the push', value: formatDuration(startMs) }];
  if (runMs !== null) lines.push({ label: 'Took', value: formatDuration(runMs) });
  const pullMs = pullsOf(step);
  if (pullMs > 0) lines.push({ label: 'of it pulling images', value: formatDuration(pullMs) });
  if (usual.p50Ms !== null && usual.p90Ms !== null) {
    lines.push({ label: 'Usually takes (p50)', value: formatDuration(usual.p50Ms) });
    lines.push({ label: 'Nine in ten take up to (p90)', value: formatDuration(usual.p90Ms) });
    lines.push({ label: 'Earlier builds looked at', value: formatCount(usual.n) });
  }
  if (isOnPath && exclusiveMs !== null) {
    lines.push({ label: 'Without it, the build had ended sooner by', value: formatDuration(exclusiveMs) });
  }
  if (detached === true) lines.push({ label: 'Runs beside the others', value: 'holds nobody up' });
  if (isFailed(status)) lines.push({ label: 'Exit code', value: String(step.exitCode) });
  return lines;
}

export function describeStage(stage: BuildStage): TimeLine[] {
  const { queueMs, dependencyMs, runMs, startMs, dependsOn, machine } = stage;
  const lines: TimeLine[] = [];
  if (dependencyMs !== null && dependencyMs > 0) {
    lines.push({ label: `Waited for ${dependsOn.join(', ')}`, value: formatDuration(dependencyMs) });
  }
  if (queueMs !== null) lines.push({ label: 'In the queue', value: formatDuration(queueMs) });
  lines.push({ label: 'Began, after the push', value: formatDuration(startMs) });
  lines.push({ label: 'Ran', value: formatDuration(runMs) });
  if (machine !== null) lines.push({ label: 'Runner', value: machine });
  return lines;
}

/** The waterfall in words, for those who cannot see it. */
export function describeBuild({ stages, path, elapsedMs, waitMs }: BuildDetail): string {
  const steps = stages.flatMap(stage => stage.steps);
  const onPath = steps.filter(step => step.isOnPath).map(step => step.name);
  const taken =
    waitMs === null ? `under way for ${formatDuration(elapsedMs)}` : `took ${formatDuration(waitMs)}`;
  const held = path === null || onPath.length === 0 ? '' : ` Its critical path: ${onPath.join(', ')}.`;
  return `${counted(stages.length, 'stage')} with ${counted(steps.length, 'step')}; the build ${taken}.${held}`;
}

/** What a step or stage without a bar is: `skipped`, `in the queue`. */
export function formatStatus(status: BuildStage['status']): string {
  return STATUS_STYLES[status].word;
}

/** Pulls may overlap; each minute counts once. */
function pullsOf({ inside }: BuildStep): number {
  let [sumMs, doneMs] = [0, 0];
  const pulls = inside.spans.flatMap(({ kind, startMs, durationMs }) =>
    kind === 'pull' && startMs !== null && durationMs !== null
      ? [{ startMs, endMs: startMs + durationMs }]
      : [],
  );
  for (const { startMs, endMs } of pulls.sort((a, b) => a.startMs - b.startMs)) {
    sumMs += Math.max(0, endMs - Math.max(startMs, doneMs));
    doneMs = Math.max(doneMs, endMs);
  }
  return sumMs;
}

function counted(count: number, name: string): string {
  return `${formatCount(count)} ${name}${count === 1 ? '' : 's'}`;
}
