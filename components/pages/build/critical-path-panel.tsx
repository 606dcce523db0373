'use client';

import Link from 'next/link';
import { useFilterLink } from '@/components/filters/filter-state';
import { pageLinks } from '@/components/layout/page-links';
import { DataTable } from '@/components/ui/data-table';
import { HelpPopover } from '@/components/ui/help-popover';
import panel from '@/components/ui/panel.module.css';
import table from '@/components/ui/table.module.css';
import { formatDuration } from '@/lib/format';
import classes from './build.module.css';
import { isUnderWay } from './build-status';
import { type CriticalPathPart, criticalPathParts, firstParts } from './critical-path';
import { compareToUsual, describeLongest } from './describe-build';
import { RunningSteps } from './running-steps';
import { type BuildPlace, useBuild } from './use-build';

const SHOWN = 5;
const TITLE = 'What took so long';
const DEFINITION =
  'The critical path: at each moment the step that the end of the build hung on, or the queue. Its parts add up to ' +
  'the wait. Against p50: the run of the step against what half of the earlier builds took at most; as usual: ' +
  'within two seconds or 3 %.';

/** What the build waited for, what took the longest first; while it runs, what runs now. */
export function CriticalPathPanel(place: BuildPlace) {
  const build = useBuild(place);
  const link = useFilterLink();
  const parts = criticalPathParts(build);
  if (isUnderWay(build)) return <RunningSteps build={build} />;
  if (parts === null || parts.length === 0) {
    return (
      <article className={panel.panel}>
        <h2 className={panel.title}>{TITLE}</h2>
        <p className={panel.message}>Nothing: no step of this build ever ran.</p>
      </article>
    );
  }
  const { shown, others } = firstParts(parts, SHOWN);
  const rest: CriticalPathPart[] =
    others === null ? [] : [{ key: 'others', kind: 'between', stage: null, step: null, ms: others.ms }];
  return (
    <article className={panel.panel}>
      <h2 className={panel.title}>
        {TITLE} <HelpPopover text={DEFINITION} of={TITLE} />
      </h2>
      <p className={classes.lead}>{describeLongest(parts)}</p>
      <DataTable
        caption={TITLE}
        rows={[...shown, ...rest]}
        rowKey={part => part.key}
        columns={[
          {
            key: 'part',
            label: 'Waited for',
            cell: part =>
              part.step === null || part.stage === null ? (
                part.key === 'others' ? (
                  `${others?.count} others`
                ) : (
                  nameOf(part)
                )
              ) : (
                <>
                  <Link
                    href={link(pageLinks.step(build.repository, part.stage.name, part.step.name))}
                    prefetch={false}
                  >
                    {part.step.name}
                  </Link>
                  {build.stages.length > 1 && <span className={table.aside}> {part.stage.name}</span>}
                </>
              ),
          },
          {
            key: 'ms',
            label: 'Took',
            isNumber: true,
            cell: part => formatDuration(part.ms),
          },
          {
            key: 'against',
            label: 'Against p50',
            isNumber: true,
            cell: part => (
              <span className={part.step !== null && part.step.usual.n < 30 ? (table.small ?? '') : ''}>
                {part.step === null ? '–' : compareToUsual(part.step)}
              </span>
            ),
          },
        ]}
      />
    </article>
  );
}

function nameOf({ kind }: CriticalPathPart): string {
  return kind === 'queue' ? 'the queue' : 'set-up, and between steps';
}
