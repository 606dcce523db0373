'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Fragment } from 'react';
import { StatusMark } from '@/components/charts/status-mark';
import { useFilterLink } from '@/components/filters/filter-state';
import { ALL_EVENTS } from '@/components/filters/page-filters';
import { describeTimeLeft } from '@/components/pages/builds/running-builds';
import { ExternalLink } from '@/components/ui/external-link';
import { type BuildDetail, runningBuildsQuery } from '@/lib/builds/query';
import { formatInstant } from '@/lib/format';
import { pageLinks } from '@/lib/page-links';
import classes from './build.module.css';
import { waitsForApproval } from './build-status';
import { describeEvent } from './describe-build';
import { type BuildPlace, useBuild } from './use-build';

/** What was built, and the ways on: its neighbours, what it repeats, the CI server, the change. */
export function BuildHead(place: BuildPlace) {
  const build = useBuild(place);
  const { title, createdAt, timeZone, ciServer, link, commitLink, previous, next, error, services } = build;
  return (
    <div className={classes.head}>
      <div className={classes.change}>
        <StatusMark status={waitsForApproval(build) ? 'blocked' : build.status} />
        <span className={classes.title}>{title ?? 'no title'}</span>
      </div>
      <div>
        {describeEvent(build)} · {formatInstant(createdAt, timeZone, true)}
      </div>
      {error !== null && error !== '' && <div>The CI server says: {error}</div>}
      {services.length > 1 && <Services services={services} />}
      <div className={classes.ways}>
        {previous !== null && <BuildLink place={place} number={previous} label="Previous" />}
        {next !== null && <BuildLink place={place} number={next} label="Next" />}
        <Kin build={build} />
        <ExternalLink href={link}>Open in {ciServer}</ExternalLink>
        {commitLink !== null && <ExternalLink href={commitLink}>The change</ExternalLink>}
      </div>
    </div>
  );
}

/** A build may hold the steps of several services; that of one stands in the way back above. */
function Services({ services }: Pick<BuildDetail, 'services'>) {
  const link = useFilterLink();
  return (
    <div>
      Services:{' '}
      {services.map(({ service }, index) => (
        <Fragment key={service}>
          {index > 0 && ', '}
          <Link href={link(pageLinks.service(service))} prefetch={false}>
            {service}
          </Link>
        </Fragment>
      ))}
    </div>
  );
}

/** Builds that this one repeats, or that repeat it. */
function Kin({ build }: { build: BuildDetail }) {
  const { repository, number, parent, rerunOf, children, event } = build;
  const place = { repository, number };
  const promoted = event === 'rollback' ? 'Rolls back to' : 'Promotes';
  return (
    <>
      {rerunOf !== null && <BuildLink place={place} number={rerunOf} label="Repeats" />}
      {rerunOf === null && parent !== null && <BuildLink place={place} number={parent} label={promoted} />}
      {children.length > 0 && (
        <span>
          Repeated or promoted as{' '}
          {children.map((child, index) => (
            <Fragment key={child}>
              {index > 0 && ', '}
              <BuildLink place={place} number={child} label="" />
            </Fragment>
          ))}
        </span>
      )}
    </>
  );
}

function BuildLink({ place, number, label }: { place: BuildPlace; number: number; label: string }) {
  const link = useFilterLink();
  return (
    <Link href={link(pageLinks.build(place.repository, number))} prefetch={false}>
      {label} #{number}
    </Link>
  );
}

const ASKED_AGAIN_MS = 5_000;

/** When a build under way is expected to end. */
export function TimeLeft({ place: { repository, number } }: { place: BuildPlace }) {
  const { data } = useSuspenseQuery({
    ...runningBuildsQuery({ ...ALL_EVENTS, repository }),
    refetchInterval: ASKED_AGAIN_MS,
  });
  const running = data.rows.find(row => row.number === number);
  if (running === undefined) return null;
  const { main, basis } = describeTimeLeft(running);
  return (
    <p className={classes.left} aria-live="polite">
      <strong>{main}</strong> <span className={classes.basis}>{basis}</span>
    </p>
  );
}
