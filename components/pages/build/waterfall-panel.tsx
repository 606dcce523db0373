'use client';

import Link from 'next/link';
import { parseAsArrayOf, parseAsString, useQueryStates } from 'nuqs';
import { Waterfall } from '@/components/charts/waterfall/waterfall';
import { useFilterLink } from '@/components/filters/filter-state';
import { ExternalLink } from '@/components/ui/external-link';
import { Panel } from '@/components/ui/panel';
import panel from '@/components/ui/panel.module.css';
import { formatCount } from '@/lib/format';
import { pageLinks } from '@/lib/page-links';
import { describeWithoutSteps } from './describe-build';
import { type BuildPlace, useBuild } from './use-build';
import { WaterfallTable } from './waterfall-table';

const TITLE = 'Waterfall';
const DEFINITION =
  'Stages and their steps by the clocks of their runners, in whole seconds. A stage waits in the queue from the end ' +
  'of what it depends on, else from the push. A step includes the pull of its image. Critical path: at each moment ' +
  'the one step that the end of the build hung on. Marks above a bar: where it would have ended had it taken what ' +
  'it takes in half (p50) and in nine of ten (p90) of the successful builds of the same kind of branch in the 28 ' +
  'days before, of a step that changed in these of those since. Commands and layers come from the log of the step, ± 1 s.';

/** Stands among the steps that are open, and is none. */
const ALL_STAGES = 'stages';

/** Steps that are open, and the part of the time that is shown, stand in the address. */
const viewParsers = { open: parseAsArrayOf(parseAsString).withDefault([]), zoom: parseAsString };

/** The build as it went, down to commands and layers. */
export function WaterfallPanel(place: BuildPlace) {
  const build = useBuild(place);
  const link = useFilterLink();
  const [{ open, zoom }, setView] = useQueryStates(viewParsers, { history: 'replace' });
  const without = describeWithoutSteps(build);
  if (without !== null) {
    return (
      <article className={panel.panel}>
        <h2 className={panel.title}>{TITLE}</h2>
        <p className={panel.message}>{without}</p>
      </article>
    );
  }
  const steps = build.stages.flatMap(stage => stage.steps);
  const onPath = steps.filter(step => step.isOnPath).length;
  return (
    <Panel
      title={TITLE}
      definition={DEFINITION}
      basis={`${formatCount(steps.length)} steps${build.path === null ? '' : `, ${formatCount(onPath)} on the critical path`}; open one for its commands and layers`}
      csv={{
        name: `${place.repository.replace('/', '-')}-${place.number}`,
        address: `/api/v1${pageLinks.build(place.repository, place.number)}`,
      }}
      id="waterfall"
      chart={
        <Waterfall
          build={build}
          open={open}
          onToggle={step =>
            setView({ open: open.includes(step) ? open.filter(other => other !== step) : [...open, step] })
          }
          isUnfolded={open.includes(ALL_STAGES)}
          onUnfold={() => setView({ open: [...open, ALL_STAGES] })}
          zoom={zoom}
          onZoom={to => setView({ zoom: to })}
          actions={(stage, step) => (
            <>
              <Link href={link(pageLinks.step(build.repository, stage.name, step.name))} prefetch={false}>
                {step.name} in all builds
              </Link>
              <ExternalLink href={step.link}>Its log in {build.ciServer}</ExternalLink>
            </>
          )}
        />
      }
      table={<WaterfallTable build={build} />}
    />
  );
}
