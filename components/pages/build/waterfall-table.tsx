'use client';

import { StatusMark } from '@/components/charts/status-mark';
import { DataTable } from '@/components/ui/data-table';
import table from '@/components/ui/table.module.css';
import { type BuildDetail, type BuildPart, buildParts } from '@/lib/builds/query';
import { formatDuration } from '@/lib/format';
import classes from './build.module.css';

const CACHE_WORDS = { hit: 'cached', miss: 'not cached', unknown: '–' };

/** Every figure of the waterfall, line by line. */
export function WaterfallTable({ build }: { build: BuildDetail }) {
  const parts = buildParts(build).map((part, index) => ({ ...part, index }));
  return (
    <DataTable
      caption="Stages, steps, commands and layers of the build"
      rows={parts}
      rowKey={part => String(part.index)}
      columns={[
        { key: 'name', label: 'Step or command', cell: part => <PartName part={part} /> },
        {
          key: 'status',
          label: 'Ended',
          cell: part =>
            part.status === null ? CACHE_WORDS[part.cache ?? 'unknown'] : <StatusMark status={part.status} />,
        },
        {
          key: 'start',
          label: 'Began',
          isNumber: true,
          isExtra: true,
          cell: part => formatDuration(part.startMs),
        },
        { key: 'took', label: 'Took', isNumber: true, cell: part => tookText(part) },
        {
          key: 'p50',
          label: 'Usual p50',
          isNumber: true,
          isExtra: true,
          cell: part => formatDuration(part.usualP50Ms),
        },
        {
          key: 'p90',
          label: 'Usual p90',
          isNumber: true,
          isExtra: true,
          cell: part => formatDuration(part.usualP90Ms),
        },
        {
          key: 'path',
          label: 'Critical path',
          isExtra: true,
          cell: part => (part.isOnPath === null ? '' : part.isOnPath ? 'yes' : 'no'),
        },
      ]}
    />
  );
}

function PartName({ part: { kind, name, queueMs } }: { part: BuildPart }) {
  if (kind === 'stage') {
    return (
      <>
        <strong>{name}</strong>
        {queueMs !== null && <span className={table.under}>{formatDuration(queueMs)} in the queue</span>}
      </>
    );
  }
  if (kind === 'step') return <span className={classes.step}>{name}</span>;
  return (
    <span className={classes.part} data-kind={kind}>
      {name === null ? 'too rare for a name of its own' : <code>{name}</code>}
      {kind !== 'command' && <span className={table.aside}> {kind}</span>}
    </span>
  );
}

/** The clock of a log has whole seconds. */
function tookText({ kind, tookMs }: BuildPart): string {
  const isInLog = kind !== 'stage' && kind !== 'step';
  return isInLog && tookMs === 0 ? '<1s' : formatDuration(tookMs);
}
