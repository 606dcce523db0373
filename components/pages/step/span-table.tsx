'use client';

import { Sparkline } from '@/components/charts/sparkline';
import { bucketName } from '@/components/panels/buckets';
import { describePoint, describeTrend } from '@/components/panels/percentiles';
import { DataTable } from '@/components/ui/data-table';
import { HelpPopover } from '@/components/ui/help-popover';
import panel from '@/components/ui/panel.module.css';
import table from '@/components/ui/table.module.css';
import { useExpanded } from '@/components/ui/use-expanded';
import { formatCount, formatMachineHours, formatRatio } from '@/lib/format';
import { SpanBar } from './span-bar';
import classes from './spans.module.css';
import { formatSpan, type SpanShare, shortenCommand, splitSmall } from './step-spans';

interface SpanTableProps {
  /** Stands in the address while the small ones are shown. */
  id: string;
  name: string;
  spans: readonly SpanShare[];
  /** Logs that were read. */
  logs: number;
  /** First days of the weeks of the trend. */
  weeks: readonly string[];
}

/** Commands or layers, those that take the most time first; what hardly takes any is collapsed. */
export function SpanTable({ id, name, spans, logs, weeks }: SpanTableProps) {
  const [showsAll, toggle] = useExpanded(id);
  const { shown, small } = splitSmall(spans);
  const together = small.reduce((sum, { share }) => sum + (share ?? 0), 0);
  return (
    <div className={classes.spans}>
      <DataTable
        caption={name}
        isStacked
        rows={showsAll ? spans : shown}
        rowKey={({ span }) => `${span.repository} ${span.kind} ${span.label}`}
        columns={[
          { key: 'label', label: name, cell: row => <SpanName row={row} logs={logs} /> },
          { key: 'share', label: 'Share', cell: row => <SpanBar row={row} /> },
          { key: 'p50', label: 'p50', isNumber: true, cell: row => <Median row={row} /> },
          {
            key: 'trend',
            label: `p50, ${weeks.length} weeks`,
            isExtra: true,
            cell: ({ weeksMs }) => (
              <Sparkline
                values={weeksMs}
                summary={describeTrend(weeksMs)}
                describe={index =>
                  describePoint(bucketName('week', weeks[index] ?? ''), weeksMs[index] ?? null)
                }
              />
            ),
          },
          {
            key: 'cached',
            label: 'Cached',
            isNumber: true,
            cell: row => <Cached row={row} />,
            definition: <HelpPopover text={CACHED} of="cached" />,
          },
          {
            key: 'misses',
            label: 'In misses',
            isNumber: true,
            isExtra: true,
            cell: ({ span }) =>
              span.misses === 0 ? (
                '–'
              ) : (
                <span className={table.wraps}>{formatMachineHours(span.missMs)}</span>
              ),
          },
        ]}
      />
      {small.length > 0 && (
        <button type="button" className={panel.more} aria-expanded={showsAll} onClick={toggle}>
          {showsAll
            ? 'Hide what takes under 1%'
            : `${formatCount(small.length)} more, each under 1% of the step, together ${formatRatio(together)}`}
        </button>
      )}
    </div>
  );
}

/** What runs in most logs runs in all, but for those that failed before it. */
const OFTEN = 0.9;

const CACHED =
  'hits / (hits + misses), as the builder reports it for its layers, and a package manager or build tool for what it ' +
  'looked up while its one command ran. A dash: not reported.';

function SpanName({ row: { span, folded }, logs }: { row: SpanShare; logs: number }) {
  const about = [
    ...(folded > 1 ? [`${formatCount(folded)} that differ in numbers, hashes, versions or paths`] : []),
    ...(span.kind === 'pull' ? ['pull of an image'] : []),
    ...(span.firstMisses > 0 ? [`first to miss in ${formatCount(span.firstMisses)} logs`] : []),
    ...(span.n < OFTEN * logs ? [`in ${formatCount(span.n)} of ${formatCount(logs)} logs`] : []),
  ];
  return (
    <>
      {span.label === null ? (
        <span>all others</span>
      ) : (
        <code className={classes.label} title={span.label}>
          {shortenCommand(span.label)}
        </code>
      )}
      {about.length > 0 && <span className={table.under}>{about.join(' · ')}</span>}
    </>
  );
}

/** What stood before arrives later, in a line that is there already. */
function Median({ row: { span, p50BeforeMs } }: { row: SpanShare }) {
  return (
    <>
      {formatSpan(span.p50Ms)}
      <span className={table.under}>
        {p50BeforeMs === null ? '\u00a0' : `${formatSpan(p50BeforeMs)} before`}
      </span>
    </>
  );
}

function Cached({ row: { hitRatio, tool } }: { row: SpanShare }) {
  if (hitRatio === null) return <span className={table.small}>–</span>;
  return (
    <>
      {formatRatio(hitRatio)}
      {tool !== null && <span className={table.under}>{tool}</span>}
    </>
  );
}
