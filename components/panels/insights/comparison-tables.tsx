'use client';

import Link from 'next/link';
import { useFilterLink } from '@/components/filters/filter-state';
import { DataTable } from '@/components/ui/data-table';
import { HelpPopover } from '@/components/ui/help-popover';
import table from '@/components/ui/table.module.css';
import { TableArea, TitledPanel } from '@/components/ui/titled-panel';
import { formatCount, formatDuration, formatRange, formatRatio } from '@/lib/format';
import type { Comparison } from '@/lib/insights/query';
import { formatShift, formatShifts } from '@/lib/insights/query';
import { CACHE_KIND_LABELS } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';
import { addDays } from '@/lib/time/days';
import { namesakes } from '../step-series';
import { Toned } from './verdict';

type Compared = Omit<Comparison, 'days'>;
type StepRow = Comparison['steps'][number];

const STEPS_HELP =
  'Steps of the scope at which people lost the most. Of many rows some move by chance: only those are called faster or ' +
  'slower that stand up to there being many (Benjamini–Hochberg at 10 %).';

/** What each step did, with its interval. */
export function StepEffectsPanel({ comparison: { steps } }: { comparison: Compared }) {
  const link = useFilterLink();
  const manyServices = new Set(steps.map(({ service }) => service)).size > 1;
  const alike = namesakes(steps);
  const ownerOf = (row: StepRow) => [
    ...(manyServices ? [row.service ?? row.repository] : []),
    ...(alike.has(row) ? [row.pipeline] : []),
  ];
  return (
    <TitledPanel
      title="Step by step"
      help={<HelpPopover text={STEPS_HELP} of="step by step" />}
      basis={`${formatCount(steps.length)} ${steps.length === 1 ? 'step' : 'steps'}, those that cost the most first`}
    >
      {steps.length === 0 ? (
        <p className={table.small}>No step ran on both sides.</p>
      ) : (
        <TableArea>
          <DataTable
            caption="Step by step"
            isStacked
            rows={steps}
            rowKey={({ repository, pipeline, step }) => `${repository} ${pipeline} ${step}`}
            columns={[
              {
                key: 'step',
                label: 'Step',
                cell: row => (
                  <>
                    <Link
                      href={link(pageLinks.step(row.repository, row.pipeline, row.step))}
                      prefetch={false}
                    >
                      {row.step}
                    </Link>
                    {ownerOf(row).length > 0 && (
                      <span className={table.under}>{ownerOf(row).join(', ')}</span>
                    )}
                  </>
                ),
              },
              {
                key: 'verdict',
                label: 'Verdict',
                cell: row => <StepVerdict row={row} />,
              },
              {
                key: 'change',
                label: 'Change',
                isNumber: true,
                cell: ({ ratio, interval }) => (
                  <>
                    {formatShift(ratio)}
                    <span className={table.under}>
                      {interval === null ? 'no interval' : formatShifts(interval)}
                    </span>
                  </>
                ),
              },
              {
                key: 'p50',
                label: 'p50',
                isNumber: true,
                cell: row => (
                  <>
                    {formatDuration(row.p50Ms)}
                    <span className={table.under}>{formatDuration(row.p50BeforeMs)} before</span>
                  </>
                ),
              },
              {
                key: 'p90',
                label: 'p90',
                isNumber: true,
                isExtra: true,
                cell: row => (
                  <>
                    {formatDuration(row.p90Ms)}
                    <span className={table.under}>{formatDuration(row.p90BeforeMs)} before</span>
                  </>
                ),
              },
              {
                key: 'n',
                label: 'Runs',
                isNumber: true,
                isExtra: true,
                cell: row => (
                  <>
                    {formatCount(row.n)}
                    <span className={table.under}>{formatCount(row.nBefore)} before</span>
                  </>
                ),
              },
            ]}
          />
        </TableArea>
      )}
    </TitledPanel>
  );
}

function StepVerdict({ row: { direction } }: { row: StepRow }) {
  if (direction === 'faster') return <Toned tone="better">faster</Toned>;
  if (direction === 'slower') return <Toned tone="worse">slower</Toned>;
  return <span className={table.small}>{direction}</span>;
}

/** How much was found in caches on both sides, kind by kind. */
export function CacheEffectsPanel({ comparison: { caches } }: { comparison: Compared }) {
  return (
    <TitledPanel title="Caches" basis="hits of look-ups, kind by kind; kinds are never mixed">
      {caches.length === 0 ? (
        <p className={table.small}>No log of these builds reports a cache, so there is no hit rate.</p>
      ) : (
        <TableArea>
          <DataTable
            caption="Caches"
            rows={caches}
            rowKey={({ kind }) => kind}
            columns={[
              { key: 'kind', label: 'Cache', cell: ({ kind }) => CACHE_KIND_LABELS[kind] },
              {
                key: 'before',
                label: 'Before',
                isNumber: true,
                cell: row => rate(row.hitRatioBefore, row.lookupsBefore),
              },
              { key: 'after', label: 'After', isNumber: true, cell: row => rate(row.hitRatio, row.lookups) },
            ]}
          />
        </TableArea>
      )}
    </TitledPanel>
  );
}

function rate(ratio: number | null, lookups: number) {
  return (
    <>
      {ratio === null ? 'n/a' : formatRatio(ratio)}
      <span className={table.under}>of {formatCount(lookups)}</span>
    </>
  );
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const MIX_HELP =
  'What both sides are made of. A side with more builds of a long kind, on busy weekdays or with cold caches is longer ' +
  'though nothing got slower. The figures above are at the mix of services, steps and events of the side before; “p50 as ' +
  'built” is at the mix that each side had. The last lines say what the change would be at the same weekdays, and with as ' +
  'many cold builds as before: where caches are what was changed, that line is what is left without them.';

/** What both sides are made of, and what the change would be at the same mix. */
export function MixPanel({ comparison }: { comparison: Compared }) {
  const { before, after } = comparison;
  const sides = (pick: (side: Compared['before']) => string) => [pick(before), pick(after)] as const;
  const rows: Array<{ name: string; values: readonly [string, string] }> = [
    { name: 'Days', values: sides(({ from, until }) => formatRange(from, addDays(until, -1))) },
    { name: 'Working days with builds', values: sides(side => formatCount(side.workingDays)) },
    { name: 'Builds compared', values: sides(side => formatCount(side.buildCount)) },
    { name: 'p50 as built, each side at its own mix', values: sides(side => formatDuration(side.rawP50Ms)) },
    ...(comparison.of === 'wait'
      ? [
          { name: 'Queue, p50', values: sides(side => formatDuration(side.queueP50Ms)) },
          { name: 'Run, p50', values: sides(side => formatDuration(side.runP50Ms)) },
        ]
      : []),
    {
      name: 'Failed',
      values: sides(side => `${formatRatio(side.failedRatio)} of ${formatCount(side.endedCount)}`),
    },
    {
      name: 'Builds by weekday',
      values: sides(({ weekdayBuilds }) =>
        WEEKDAYS.flatMap((name, i) =>
          (weekdayBuilds[i] ?? 0) > 0 ? `${name} ${formatCount(weekdayBuilds[i] ?? 0)}` : [],
        ).join(', '),
      ),
    },
    {
      name: 'Builds with cold caches',
      values: sides(side => (side.coldRatio === null ? 'n/a' : formatRatio(side.coldRatio))),
    },
    { name: 'Change at the same weekdays', values: ['', formatShift(comparison.atSameWeekdays)] },
    {
      name: 'Change but for caches: with as many cold builds as before',
      values: ['', formatShift(comparison.atSameCaches)],
    },
  ];
  return (
    <TitledPanel
      title="What both sides are made of"
      help={<HelpPopover text={MIX_HELP} of="what both sides are made of" />}
      basis={
        comparison.leftOutCount === 0
          ? 'every build has its like on the other side'
          : `${formatCount(comparison.leftOutCount)} builds have too few of their like on the other side, and are left out`
      }
    >
      <TableArea>
        <DataTable
          caption="What both sides are made of"
          rows={rows}
          rowKey={({ name }) => name}
          columns={[
            { key: 'name', label: 'What', cell: ({ name }) => name },
            {
              key: 'before',
              label: 'Before',
              isNumber: true,
              cell: ({ values }) => <Wrapped text={values[0]} />,
            },
            {
              key: 'after',
              label: 'After',
              isNumber: true,
              cell: ({ values }) => <Wrapped text={values[1]} />,
            },
          ]}
        />
      </TableArea>
    </TitledPanel>
  );
}

/** Long lists break onto more lines. */
function Wrapped({ text }: { text: string }) {
  return <span style={{ whiteSpace: 'normal' }}>{text}</span>;
}
