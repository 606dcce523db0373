'use client';

import { Button } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import { useFilterContext } from '@/components/filters/filter-context';
import { useFilterState } from '@/components/filters/filter-state';
import { NO_FILTER } from '@/components/filters/page-filters';
import { useHealth } from '@/components/layout/health';
import { formatCount } from '@/lib/format';
import { isImporting } from '@/lib/operations/query';
import { useOneOffer } from './one-offer';
import classes from './panel.module.css';

/** A panel without figures says why it has none, and what to do. */
export function EmptyPanel(props: {
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  ref?: Ref<HTMLElement>;
}) {
  const { title, children, actions, ref } = props;
  return (
    <article className={classes.panel} ref={ref}>
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.message}>{children}</div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </article>
  );
}

const LONGER = '26w';
const LONG = ['26w', '1y'];

/** Nothing of what is asked for happened in the range: which filters leave nothing, and once on a page a way to clear each. */
export function EmptyRange({ title, what = 'successful build' }: { title: string; what?: string }) {
  const { page, filter } = useFilterContext();
  const [, setFilters] = useFilterState();
  const health = useHealth();
  const { ref, isOffering } = useOneOffer();
  const set = page.offers.filter(
    name =>
      name !== 'range' &&
      name !== 'bucket' &&
      name !== 'switches' &&
      filter[name] !== NO_FILTER[name] &&
      !Object.hasOwn(page.fixed ?? {}, name),
  );
  const narrowed = set.length === 0 ? '' : ` with ${set.map(name => `${name} ${filter[name]}`).join(', ')}`;
  const toCome = isImporting(health)
    ? ` The history is still coming in, newest builds first: ${formatCount(health.import?.buildsToGo ?? 0)} builds are to come.`
    : '';
  return (
    <EmptyPanel
      title={title}
      ref={ref}
      {...(isOffering && {
        actions: (
          <>
            {set.map(name => (
              <Button key={name} size="xs" variant="default" onClick={() => setFilters({ [name]: null })}>
                Clear {name} {filter[name]}
              </Button>
            ))}
            {page.offers.includes('event') && filter.event === NO_FILTER.event && (
              <Button size="xs" variant="default" onClick={() => setFilters({ event: 'all' })}>
                Show all events
              </Button>
            )}
            {page.offers.includes('range') && !LONG.includes(filter.range) && (
              <Button size="xs" variant="default" onClick={() => setFilters({ range: LONGER })}>
                Show the last 26 weeks
              </Button>
            )}
          </>
        ),
      })}
    >
      No {what} finished in this range{narrowed}.{toCome}
    </EmptyPanel>
  );
}
