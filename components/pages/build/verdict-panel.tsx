'use client';

import { Suspense } from 'react';
import { waterfallAxis } from '@/components/charts/waterfall/axis-marks';
import { placeInstant, placeSpan } from '@/components/charts/waterfall/time-window';
import { WaterfallBars } from '@/components/charts/waterfall/waterfall-bars';
import { HelpPopover } from '@/components/ui/help-popover';
import panel from '@/components/ui/panel.module.css';
import type { BuildDetail } from '@/lib/builds/query';
import classes from './build.module.css';
import { TimeLeft } from './build-head';
import { isUnderWay } from './build-status';
import { describeVerdict } from './describe-build';
import { KnownChangeLink } from './known-change-link';
import { type BuildPlace, useBuild } from './use-build';

const DEFINITION =
  'Wait: from the push to the end, queue included. Usual: what successful builds of the same repository and kind ' +
  'of branch (the default one, or any other) took that ended in the 28 days before this one began; where the wait changed ' +
  'in these days, and ten came after, of those alone. Slower than usual: longer than nine in ten of them; a little ' +
  'slower: longer than three in four. Under ten such builds, nothing is said.';

/** The first answer: slower than usual or not. */
export function VerdictPanel(place: BuildPlace) {
  const build = useBuild(place);
  const { headline, sentence, basis } = describeVerdict(build);
  return (
    <article className={panel.panel}>
      <h2 className={classes.headline}>
        {headline} <HelpPopover text={DEFINITION} of="slower than usual" />
      </h2>
      <p className={classes.sentence}>{sentence}</p>
      {isUnderWay(build) && (
        <Suspense fallback={<p className={classes.left}>…</p>}>
          <TimeLeft place={place} />
        </Suspense>
      )}
      {basis !== null && (
        <>
          <UsualScale build={build} />
          <p className={classes.basis}>{basis}</p>
          {build.knownChange !== null && (
            <p className={classes.basis}>
              Wait for builds like it:{' '}
              <KnownChangeLink
                className={undefined}
                change={build.knownChange}
                repository={build.repository}
                pipeline={null}
                step={null}
              />
            </p>
          )}
        </>
      )}
    </article>
  );
}

/** The whole build as one bar against what is usual; the sentence above says the same. */
function UsualScale({ build }: { build: BuildDetail }) {
  const { elapsedMs, queueMs, usualWait, waitMs, status } = build;
  const tookMs = waitMs ?? (isUnderWay(build) ? elapsedMs : null);
  const { p50Ms, p90Ms } = usualWait;
  if (tookMs === null || p50Ms === null || p90Ms === null) return null;
  const window = { fromMs: 0, untilMs: Math.max(tookMs, p90Ms, 1000) };
  const look = status === 'success' ? 'run' : isUnderWay(build) ? 'running' : 'failed';
  const queue = placeSpan(0, queueMs ?? 0, window);
  const run = placeSpan(queueMs ?? 0, tookMs, window);
  const row = {
    bars: [
      ...(run === null
        ? []
        : [{ ...run, look: status === 'killed' ? ('cancelled' as const) : look } as const]),
      ...(queue === null || queueMs === 0 ? [] : [{ ...queue, look: 'queue' as const }]),
    ],
    path: [],
    usual: {
      p50: placeInstant(p50Ms, window),
      p90: placeInstant(p90Ms, window),
      between: placeSpan(p50Ms, p90Ms, window),
    },
    hidden: null,
  };
  return (
    <div className={classes.scale}>
      <WaterfallBars row={row} marks={waterfallAxis(window).marks} endAt={null} />
    </div>
  );
}
