'use client';

import { DataTable } from '@/components/ui/data-table';
import panel from '@/components/ui/panel.module.css';
import type { BuildDetail } from '@/lib/builds/query';
import { formatDuration } from '@/lib/format';
import { waitsForApproval } from './build-status';

const TITLE = 'Running now';

/** The steps that a build is at, each against its usual time. */
export function RunningSteps({ build }: { build: BuildDetail }) {
  const steps = build.stages.flatMap(stage =>
    stage.steps
      .filter(step => step.status === 'running' && step.detached !== true)
      .map(step => ({ stage, step })),
  );
  return (
    <article className={panel.panel}>
      <h2 className={panel.title}>{TITLE}</h2>
      {steps.length === 0 ? (
        <p className={panel.message}>{idleReason(build)}</p>
      ) : (
        <DataTable
          caption={TITLE}
          rows={steps}
          rowKey={({ stage, step }) => `${stage.number}.${step.number}`}
          columns={[
            { key: 'step', label: 'Step', cell: ({ step }) => step.name },
            {
              key: 'far',
              label: 'So far',
              isNumber: true,
              cell: ({ step }) =>
                formatDuration(step.startMs === null ? null : Math.max(0, build.elapsedMs - step.startMs)),
            },
            {
              key: 'usual',
              label: 'Usual p50 – p90',
              isNumber: true,
              cell: ({ step: { usual } }) =>
                usual.p50Ms === null
                  ? '–'
                  : `${formatDuration(usual.p50Ms)} – ${formatDuration(usual.p90Ms)}`,
            },
          ]}
        />
      )}
    </article>
  );
}

function idleReason(build: BuildDetail): string {
  if (waitsForApproval(build)) return `Nothing: somebody has to approve it first, in ${build.ciServer}.`;
  return build.startedAt === null
    ? 'Nothing yet: it waits for a runner.'
    : 'Nothing at this moment: it is between two steps, or is being set up.';
}
