'use client';

import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { formatCount } from '@/lib/format';
import classes from './builds.module.css';

interface BuildsPagingProps {
  /** Where this page begins; null: with the newest. */
  cursor: string | null;
  /** Where the next one does; null: this is the last. */
  next: string | null;
  count: number;
}

/** Ways to older builds and back to the newest; the address names the page. */
export function BuildsPaging({ cursor, next, count }: BuildsPagingProps) {
  const path = usePathname();
  const search = useSearchParams();
  const at = (to: string | null) => {
    const page = new URLSearchParams(search);
    page.delete('cursor');
    if (to !== null) page.set('cursor', to);
    return page.size === 0 ? path : `${path}?${page}`;
  };
  return (
    <nav className={classes.paging} aria-label="Pages of the list">
      <span className={classes.count}>
        {formatCount(count)} {count === 1 ? 'build' : 'builds'} on this page
      </span>
      {cursor !== null && (
        <Link href={at(null)} prefetch={false}>
          Newest builds
        </Link>
      )}
      {next === null ? (
        <span className={classes.count}>no older ones in the range</span>
      ) : (
        <Link href={at(next)} prefetch={false}>
          Older builds
        </Link>
      )}
    </nav>
  );
}
