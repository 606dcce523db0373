'use client';

import Link from 'next/link';
import { useFilterLink } from '@/components/filters/filter-state';
import table from '@/components/ui/table.module.css';
import type { BuildRow } from '@/lib/builds/query';
import { pageLinks } from '@/lib/page-links';
import classes from './builds.module.css';
import { KEPT_IN_LINKS } from './builds-state';

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
        href={link(pageLinks.build(repository, number), {}, KEPT_IN_LINKS)}
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

/** A server's word for what made it build, as people write it. */
export function formatEvent(event: string): string {
  if (event === 'custom') return 'by hand';
  if (event === 'promote') return 'promotion';
  return event.replaceAll('_', ' ');
}
