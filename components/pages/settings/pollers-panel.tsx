'use client';

import { DataTable } from '@/components/ui/data-table';
import { HelpPopover } from '@/components/ui/help-popover';
import panel from '@/components/ui/panel.module.css';
import { TableArea, TitledPanel } from '@/components/ui/titled-panel';
import { formatCount, formatInstant } from '@/lib/format';
import type { ServersState } from '@/lib/operations/query';

type Poller = ServersState['pollers'][number];

/** The processes that read CI servers and compute figures. */
export function PollersPanel({ pollers, timeZone }: { pollers: readonly Poller[]; timeZone: string }) {
  const atWork = pollers.filter(({ isAlive }) => isAlive).length;
  return (
    <TitledPanel title={`Pollers at work: ${formatCount(atWork)}`}>
      {atWork === 0 && (
        <p className={panel.message}>
          Without a poller nothing new comes in, and nothing is recomputed. <code>npx buildhours start</code>{' '}
          runs one beside the pages, <code>npx buildhours poll</code> one by itself.
        </p>
      )}
      {pollers.length > 0 && (
        <TableArea>
          <DataTable
            caption="Pollers"
            rows={pollers}
            rowKey={({ id }) => id}
            columns={[
              { key: 'where', label: 'Machine, process', cell: ({ host, pid }) => `${host}, ${pid}` },
              {
                key: 'state',
                label: 'State',
                cell: ({ isAlive, heartbeatAt }) =>
                  isAlive ? 'at work' : `silent since ${formatInstant(heartbeatAt, timeZone)}`,
              },
              {
                key: 'started',
                label: 'Started',
                isExtra: true,
                cell: ({ startedAt }) => formatInstant(startedAt, timeZone),
              },
              {
                key: 'stored',
                label: 'Builds written since',
                isNumber: true,
                isExtra: true,
                definition: (
                  <HelpPopover
                    of="builds written since"
                    text="Every build that the process has written since it started, one that changed once more for each change: so they may be more than the builds that are stored."
                  />
                ),
                cell: ({ buildsStored }) => formatCount(buildsStored),
              },
              {
                key: 'rate',
                label: 'Builds a second',
                isNumber: true,
                cell: ({ isAlive, buildsPerSecond }) => (isAlive ? buildsPerSecond.toFixed(1) : '–'),
              },
            ]}
          />
        </TableArea>
      )}
    </TitledPanel>
  );
}
