'use client';

import { CAUSES } from '@/components/charts/causes';
import { DataTable } from '@/components/ui/data-table';
import { HelpPopover } from '@/components/ui/help-popover';
import panel from '@/components/ui/panel.module.css';
import table from '@/components/ui/table.module.css';
import { ShareBar } from '@/components/ui/table-cells';
import type { BuildDetail } from '@/lib/builds/query';
import { formatBand, formatDuration } from '@/lib/format';
import classes from './build.module.css';
import { isUnderWay } from './build-status';
import { NOBODY_WAITS } from './describe-build';
import { type BuildPlace, useBuild } from './use-build';

const TITLE = 'What it cost';
const DEFINITION =
  'Working time that whoever waited lost to this build, estimated by the cost model in the settings, within the ' +
  'band of its low and high reading; the hours lost of all other pages are the sum of these. Measured: working time in which ' +
  'the build was under way, without any assumption. While several builds of one person run at once, they share ' +
  'their time: no minute counts twice.';

/** Working time lost to this build, by cause. */
export function CostPanel(place: BuildPlace) {
  const build = useBuild(place);
  const { lost } = build;
  const rows = CAUSES.flatMap(look => {
    const own = lost?.causes.find(row => row.cause === look.cause);
    return own === undefined || own.lostMs === 0 ? [] : [{ ...look, lostMs: own.lostMs }];
  });
  const reason = costReason(build);
  return (
    <article className={panel.panel}>
      <h2 className={panel.title}>
        {TITLE} <HelpPopover text={DEFINITION} of={TITLE} />
      </h2>
      {reason !== null && <p className={panel.message}>{reason}</p>}
      {lost !== null && lost.lostMs > 0 && (
        <>
          <p className={classes.lead}>
            {formatDuration(lost.lostMs)} of working time lost:{' '}
            {formatBand(lost.lowMs, lost.highMs, formatDuration)}; {formatDuration(lost.measuredMs)} measured.
          </p>
          <DataTable
            caption={TITLE}
            rows={rows}
            rowKey={row => row.cause}
            columns={[
              {
                key: 'cause',
                label: 'Cause',
                cell: row => (
                  <>
                    <span className={table.swatch} style={{ background: row.color }} />
                    {row.label}
                  </>
                ),
              },
              {
                key: 'lost',
                label: 'Time lost',
                isNumber: true,
                cell: row => <ShareBar ratio={row.lostMs / lost.lostMs} value={formatDuration(row.lostMs)} />,
              },
            ]}
          />
        </>
      )}
    </article>
  );
}

/** Why it cost nothing, or nothing is known yet; null: it cost something. */
function costReason(build: BuildDetail): string | null {
  if (build.nobodyWaits !== null)
    return `Nobody waited for it, so no time was lost: ${NOBODY_WAITS[build.nobodyWaits]}.`;
  if (build.goneAt !== null) return 'Its end was never seen, so what it cost is not known.';
  if (isUnderWay(build)) return 'The time lost is known once the build has ended.';
  if (build.lost === null) {
    return 'Not computed yet: after a build ends, or the settings change, that takes a minute or two.';
  }
  if (build.lost.lostMs === 0 && build.waitMs === 0) return 'No time was lost: it ended at once.';
  return build.lost.lostMs === 0 ? 'No time was lost: it was under way outside of working hours.' : null;
}
