'use client';

import Link from 'next/link';
import { useFilterLink } from '@/components/filters/use-filter-link';
import { pageLinks } from '@/components/layout/page-links';
import table from '@/components/ui/table.module.css';
import type { BuildRow } from '@/lib/builds/query';
import classes from './builds.module.css';
import { KEPT_BESIDE_FILTERS } from './kept-beside-filters';

interface BuildNameProps {
  build: Pick<BuildRow, 'repository' | 'number' | 'services' | 'title'>;
  isRerun?: boolean;
}

/** A build by what was changed; below it where it belongs. Leads to its page. */
export function BuildName({
  build: { repository, number, services, title },
  isRerun = false,
}: BuildNameProps) {
  const link = useFilterLink();
  const others = services.filter(service => service !== repository);
  return (
    <span className={classes.name}>
      <Link
        className={classes.title}
        href={link(pageLinks.build(repository, number), {}, KEPT_BESIDE_FILTERS)}
        prefetch={false}
      >
        {title ?? `Build ${number}`}
      </Link>
      <span className={table.under}>
        {repository} #{number}
        {others.length > 0 && ` · ${others.join(', ')}`}
        {isRerun && ' · repeats an earlier one'}
      </span>
    </span>
  );
}
