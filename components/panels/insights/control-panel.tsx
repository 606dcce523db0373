'use client';

import type { ReactNode } from 'react';
import { LineChart, type LineSeries } from '@/components/charts/line-chart';
import { HelpPopover } from '@/components/ui/help-popover';
import { TitledPanel } from '@/components/ui/titled-panel';
import { formatCountOf, formatDay } from '@/lib/format';
import type { Comparison } from '@/lib/insights/query';
import { formatShift, formatShifts } from '@/lib/insights/query';
import classes from './insights.module.css';

const HELP =
  'Services on the same runners that nobody changed show what the runners and the registry did meanwhile. What the scope ' +
  'changed beyond them, on the same days, is its own (difference in differences of the logarithms). It can be trusted ' +
  'where both moved alike before.';
/** The axis has four marks above 0, at round shares. */
const MARKS = 0.4;

interface ControlPanelProps {
  control: Comparison['control'];
  /** Whether the comparison has a verdict; without one no interval stands beside it. */
  hasVerdict: boolean;
  /** Day of the change, noted on the axis. */
  note?: { day: string; label: string };
  /** Why there is none, and what to do. */
  empty: ReactNode;
  /** A way to choose other services. */
  children?: ReactNode;
}

/** Whether those that were not changed moved alike before, and what remains beyond them. */
export function ControlPanel({ control, hasVerdict, note, empty, children }: ControlPanelProps) {
  const title = 'Against services that were not changed';
  if (control === null)
    return (
      <TitledPanel title={title} help={<HelpPopover text={HELP} of={title} />}>
        <p className={classes.say}>{empty}</p>
        {children}
      </TitledPanel>
    );
  const { days, services } = control;
  const series: LineSeries[] = [
    { label: 'what is compared', color: 'var(--line)', points: days.map(({ scope }) => pointOf(scope)) },
    {
      label: 'not changed',
      color: 'var(--before)',
      dashed: true,
      points: days.map(day => pointOf(day.control)),
    },
  ];
  const most = Math.max(1, ...days.flatMap(day => [day.scope ?? 0, day.control ?? 0]));
  return (
    <TitledPanel
      title={title}
      help={<HelpPopover text={HELP} of={title} />}
      basis={`${formatCountOf(services.length, 'service')} ${control.isSuggested ? 'on the same runners' : 'chosen'}: ${services.join(', ')}`}
    >
      <p className={hasVerdict ? classes.say : `${classes.line} ${classes.dimmed}`}>
        {control.ratio === null
          ? 'Too few days on which both were built: what remains beyond them is not known.'
          : hasVerdict
            ? `Beyond them it changed by ${formatShift(control.ratio)} (95 %: ${formatShifts(control.interval)}).`
            : `So far it is ${formatShift(control.ratio)} beyond them, on too few days for a verdict.`}{' '}
        {alike(control.movedAlikeBefore)} Below, 100 % is the median before.
      </p>
      <LineChart
        axis={{
          buckets: days.map(({ day }) => day),
          bucketName: day => formatDay(day, true),
          ...(note === undefined ? {} : { notes: [note] }),
        }}
        series={series}
        unit="ratio"
        top={Math.ceil(most / MARKS) * MARKS}
        summary={`${title}: daily medians over the median before, of what is compared and of those not changed.`}
        height={200}
      />
      {children}
    </TitledPanel>
  );
}

function pointOf(value: number | null) {
  return value === null ? null : { value, n: null };
}

function alike(movedAlike: boolean | null): string {
  if (movedAlike === null) return 'Whether both moved alike before cannot be told from so few days.';
  return movedAlike
    ? 'Before, both moved alike.'
    : 'Before, they did not move alike: take the figure beyond them with care, or choose other services.';
}
