'use client';

import type { ReactNode } from 'react';
import { FilterBar } from '@/components/filters/filter-bar';
import { FilterScope } from '@/components/filters/filter-scope';
import type { PageFilters } from '@/components/filters/page-filters';
import { BadRange } from './bad-range';
import { type Crumb, Crumbs } from './crumbs';
import { NoBuilds } from './no-builds';
import classes from './page.module.css';
import { UpdatingArea } from './updating-area';
import { useHealth } from './use-health';

interface PageProps {
  title: string;
  /** One short line beside the title, such as the team of a service. */
  aside?: ReactNode;
  /** The pages above this one, outermost first. */
  crumbs?: readonly Crumb[];
  filters: PageFilters;
  /** Settings can be made before there are builds. */
  needsBuilds?: boolean;
  children: ReactNode;
}

/** A page: where one is, its filters, its content; until the first build is in, what to do about that. */
export function Page({ title, aside, crumbs = [], filters, needsBuilds = true, children }: PageProps) {
  const health = useHealth();
  const empty = needsBuilds && health.import !== undefined && health.import.buildsStored === 0;
  return (
    <FilterScope page={filters}>
      <div className={classes.head}>
        <div className={classes.name}>
          <Crumbs crumbs={crumbs} />
          <h1 className={classes.title}>{title}</h1>
          {aside !== undefined && <div className={classes.aside}>{aside}</div>}
        </div>
        {!empty && <FilterBar />}
      </div>
      {empty ? (
        <NoBuilds />
      ) : (
        <BadRange>
          <UpdatingArea>{children}</UpdatingArea>
        </BadRange>
      )}
    </FilterScope>
  );
}
