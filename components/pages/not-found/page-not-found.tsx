'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { useFilterLink } from '@/components/filters/filter-state';
import { useHealth } from '@/components/layout/health';
import { type Breadcrumb, Page } from '@/components/layout/page';
import { formatCount } from '@/lib/format';
import { isImporting } from '@/lib/operations/query';
import classes from './not-found.module.css';

interface NearLink {
  label: string;
  href: string;
}

interface MissingPageProps {
  title: string;
  crumbs: readonly Breadcrumb[];
  /** Where one may have wanted to go; comes late, and stands last. */
  near: readonly NearLink[];
  nearTitle?: string;
  /** More reasons, one `<li>` each. */
  children: ReactNode;
}

const NO_FILTERS = { offers: [] };

/** There is no such thing: what may be wrong, and where one may have wanted to go. */
export function NotFoundPage({
  title,
  crumbs,
  near,
  nearTitle = 'Written much like it:',
  children,
}: MissingPageProps) {
  const link = useFilterLink();
  const health = useHealth();
  return (
    <Page title={title} crumbs={crumbs} filters={NO_FILTERS}>
      <div className={classes.missing}>
        <p>One of these may be wrong:</p>
        <ul>
          <li>The address is misspelt.</li>
          {children}
          {isImporting(health) && (
            <li>
              Its builds are not in yet: the history is still coming in, newest builds first;{' '}
              {formatCount(health.import?.buildsToGo ?? 0)} builds are to come.
            </li>
          )}
        </ul>
        <p>
          <Link href={link('/services')} prefetch={false}>
            All services
          </Link>
        </p>
        {near.length > 0 && <Near title={nearTitle} links={near} />}
      </div>
    </Page>
  );
}

function Near({ title, links }: { title: string; links: readonly NearLink[] }) {
  const link = useFilterLink();
  return (
    <>
      <p>{title}</p>
      <ul>
        {links.map(({ label, href }) => (
          <li key={href}>
            <Link href={link(href)} prefetch={false}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
