'use client';

import Link from 'next/link';
import type { FilterChange } from '@/components/filters/filter-link';
import { useFilterLink } from '@/components/filters/use-filter-link';
import classes from './page.module.css';

export interface Crumb {
  label: string;
  href: string;
  /** Filters that the way back changes; all others stay. */
  change?: FilterChange;
  /** What the way back keeps beside the filters, such as the `status` of a list. */
  keeps?: readonly string[];
}

/** The way back, filters kept. */
export function Crumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
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
