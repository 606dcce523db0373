'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useRef } from 'react';
import { FilterBar } from '@/components/filters/filter-bar';
import { FilterProvider, useFilterContext } from '@/components/filters/filter-context';
import type { FilterChange } from '@/components/filters/filter-link';
import { useFilterLink, useFilterState } from '@/components/filters/filter-state';
import { NO_FILTER, type PageFilters } from '@/components/filters/page-filters';
import { EmptyPanel } from '@/components/ui/empty-panel';
import { OneOffer } from '@/components/ui/one-offer';
import { Problem } from '@/components/ui/problem';
import { SKIP_TARGETS, SkipLink } from '@/components/ui/skip-link';
import { formatCount } from '@/lib/format';
import type { ExportPage } from '@/lib/metrics/query';
import type { ImportProgress } from '@/lib/operations/query';
import { rangeProblem } from '@/lib/time/ranges';
import { ExportLink } from './export-link';
import { useHealth } from './health';
import { LinkButton } from './link-button';
import classes from './page.module.css';
import { PageDays } from './page-days';

interface PageProps {
  title: string;
  /** One short line beside the title, such as the team of a service. */
  aside?: ReactNode;
  /** The pages above this one, outermost first. */
  crumbs?: readonly Breadcrumb[];
  filters: PageFilters;
  /** Of pages whose figures come as one file. */
  exports?: ExportPage;
  /** Settings can be made before there are builds. */
  needsBuilds?: boolean;
  children: ReactNode;
}

/** A page: where one is, its filters, its content; until the first build is in, what to do about that. */
export function Page(props: PageProps) {
  const { title, aside, crumbs = [], filters, exports, needsBuilds = true, children } = props;
  const health = useHealth();
  const heading = useHeadingFocus();
  const empty = needsBuilds && health.import !== undefined && health.import.buildsStored === 0;
  return (
    <FilterProvider page={filters}>
      <div className={classes.head}>
        <div className={classes.name}>
          <Breadcrumbs crumbs={crumbs} />
          <h1 className={classes.title} ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {filters.offers.length > 0 && <SkipLink to="figures">Skip the filters</SkipLink>}
          {aside !== undefined && <div className={classes.aside}>{aside}</div>}
          <PageDays />
        </div>
        {!empty && (
          <>
            {/* By keyboard as by eye: the range and the filters, then what is done with the page. */}
            <FilterBar />
            <div className={classes.actions}>
              <LinkButton title={title} />
              {exports !== undefined && <ExportLink page={exports} />}
            </div>
          </>
        )}
      </div>
      <div className={classes.figures} id={SKIP_TARGETS.figures} tabIndex={-1}>
        {empty ? (
          <NoBuilds />
        ) : (
          <RangeCheck>
            <StaleArea>
              <OneOffer>{children}</OneOffer>
            </StaleArea>
          </RangeCheck>
        )}
      </div>
    </FilterProvider>
  );
}

/** The page that was shown before, in this tab. */
let shown: string | null = null;

/** After a way to another page the focus is at what the page is called, unless somebody is in its content already. */
function useHeadingFocus() {
  const heading = useRef<HTMLHeadingElement>(null);
  const path = usePathname();
  useEffect(() => {
    const isOther = shown !== null && shown !== path;
    shown = path;
    const content = heading.current?.closest('main');
    const focused = document.activeElement;
    if (isOther && (focused === content || !content?.contains(focused)))
      heading.current?.focus({ preventScroll: true });
  }, [path]);
  return heading;
}

export interface Breadcrumb {
  label: string;
  href: string;
  /** Filters that the way back changes; all others stay. */
  change?: FilterChange;
  /** What the way back keeps beside the filters, such as the `status` of a list. */
  keeps?: readonly string[];
}

/** The way back, filters kept. */
function Breadcrumbs({ crumbs }: { crumbs: readonly Breadcrumb[] }) {
  const link = useFilterLink();
  if (crumbs.length === 0) return null;
  return (
    <nav aria-label="Breadcrumbs">
      <ol className={classes.crumbs}>
        {crumbs.map(({ label, href, change, keeps }) => (
          <li key={href}>
            <Link href={link(href, change, keeps)} prefetch={false}>
              {label}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** What the address asks for, or once, for the whole page, why its range means nothing and what would. */
function RangeCheck({ children }: { children: ReactNode }) {
  const { wanted, filter } = useFilterContext();
  const [, setFilters] = useFilterState();
  // The figures below are of the filter that was wanted before, until those of the new one are there.
  const range = [wanted.range, filter.range].find(asked => rangeProblem(asked) !== null);
  if (range === undefined) return children;
  return (
    <Problem title="There are no such days">
      <p>
        The range “{range}” in the address {rangeProblem(range)}. Choose one above, or write two days, such as
        2026-03-02..2026-03-29.
      </p>
      <Button size="xs" variant="default" onClick={() => setFilters({ range: NO_FILTER.range })}>
        Show the last 4 weeks
      </Button>
    </Problem>
  );
}

/** What every page says as long as no build is stored: how far the first import is, and what to do. */
function NoBuilds() {
  const { import: progress } = useHealth();
  return (
    <EmptyPanel title="No builds yet">
      {progress === undefined ? 'The database has not answered yet.' : whereItStands(progress)} The first
      figures appear here seconds after the poller has found a repository with builds, the newest builds
      first.
      <p>
        <code>npx buildhours doctor</code> checks address, token, permissions and database, and says in words
        what is wrong. <code>npm run demo</code> shows everything with a Drone server that is made up.
      </p>
    </EmptyPanel>
  );
}

function whereItStands({ servers, reposTotal, pollersAtWork, variables }: ImportProgress): string {
  const [server] = servers;
  if (pollersAtWork === 0) {
    const names = variables.map(({ address, token }) => `${address} and ${token}`).join(', or ');
    return `No poller is at work: it runs beside the pages once ${names} are set.`;
  }
  if (server === undefined) return 'The poller is reaching for the CI server.';
  if (!server.discovered) return `The poller is asking ${server.url} for its repositories.`;
  if (reposTotal === 0) {
    return `${server.url} lists no repository that this token may see: give the token of an administrator, or activate a repository.`;
  }
  return `The poller has found ${formatCount(reposTotal)} repositories, and looks for their builds.`;
}

/** Figures that are about to be replaced are pale. */
function StaleArea({ children }: { children: ReactNode }) {
  const { filter, wanted } = useFilterContext();
  const updating = filter !== wanted;
  return (
    <div aria-busy={updating} className={updating ? (classes.updating ?? '') : ''}>
      {children}
    </div>
  );
}
