'use client';

import Link from 'next/link';
import { useFilterLink } from '@/components/filters/filter-state';
import { DataTable } from '@/components/ui/data-table';
import { HelpPopover } from '@/components/ui/help-popover';
import panel from '@/components/ui/panel.module.css';
import table from '@/components/ui/table.module.css';
import { formatDuration } from '@/lib/format';
import { pageLinks } from '@/lib/page-links';
import classes from './build.module.css';
import { hasRun, isUnderWay } from './build-status';
import { type CriticalPathPart, criticalPathParts, firstParts } from './critical-path';
import { compareToUsual, describeDifference, describeNoPath, partName } from './describe-build';
import { KnownChangeLink } from './known-change-link';
import { RunningSteps } from './running-steps';
import { type BuildPlace, useBuild } from './use-build';

const SHOWN = 5;
const TITLE = 'What took so long';
const DEFINITION =
  'The critical path: at each moment the step that the end of the build hung on, or the queue. Its parts add up to ' +
  'the wait; what added most to it comes first. Against p50: the run of the step, or the queue before the first one, ' +
  'against what half of the successful builds like it in the 28 days before took at most, and not more than it was on ' +
  'the path. Of a step that changed in these days it is those since. As usual: within two seconds or 3 %; –: under ten ' +
  'such builds, or cut short.';

/** What the build waited for, what added most to the wait first; while it runs, what runs now. */
export function CriticalPathPanel(place: BuildPlace) {
  const build = useBuild(place);
  const link = useFilterLink();
  const parts = criticalPathParts(build);
  if (isUnderWay(build) && build.goneAt === null) return <RunningSteps build={build} />;
  if (parts === null || parts.length === 0 || !hasRun(build)) {
    return (
      <article className={panel.panel}>
        <h2 className={panel.title}>{TITLE}</h2>
        <p className={panel.message}>{describeNoPath(build)}</p>
      </article>
    );
  }
  const { shown, others } = firstParts(parts, SHOWN);
  const rest: CriticalPathPart[] =
    others === null
      ? []
      : [
          {
            ...{
              key: 'others',
              kind: 'between',
              stage: null,
              step: null,
              pathMs: others.ms,
              tookMs: others.ms,
            },
            ...{ usualMs: null, differenceMs: null, lostCache: null },
          },
        ];
  return (
    <article className={panel.panel}>
      <h2 className={panel.title}>
        {TITLE} <HelpPopover text={DEFINITION} of={TITLE} />
      </h2>
      <p className={classes.lead}>{describeDifference(build, parts)}</p>
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
                  partName(part)
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
                  {part.step.knownChange !== null && (
                    <KnownChangeLink
                      className={classes.since}
                      change={part.step.knownChange}
                      repository={build.repository}
                      pipeline={part.stage.name}
                      step={part.step.name}
                    />
                  )}
                </>
              ),
          },
          {
            key: 'ms',
            label: 'On the path',
            isNumber: true,
            cell: part => formatDuration(part.pathMs),
          },
          {
            key: 'against',
            label: 'Against p50',
            isNumber: true,
            cell: part => (
              <span className={part.step !== null && part.step.usual.n < 30 ? (table.small ?? '') : ''}>
                {compareToUsual(part)}
              </span>
            ),
          },
        ]}
      />
    </article>
  );
}
