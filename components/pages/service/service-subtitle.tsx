'use client';

import Link from 'next/link';
import { useFilterLink } from '@/components/filters/filter-state';
import { pageLinks } from '@/lib/page-links';

interface ServiceAsideProps {
  service: string;
  team: string;
  /** Where its steps are. */
  repositories: readonly string[];
}

const NAMED = 3;

/** Whose the service is, and where it is built where its name does not say so. */
export function ServiceSubtitle({ service, team, repositories }: ServiceAsideProps) {
  const link = useFilterLink();
  const isItsRepository = repositories.length === 1 && repositories[0] === service;
  const others = repositories.length - NAMED;
  return (
    <>
      team{' '}
      <Link href={link(pageLinks.team(team), { team: null })} prefetch={false}>
        {team}
      </Link>
      {!isItsRepository && ` · built in ${repositories.slice(0, NAMED).join(', ')}`}
      {others > 0 && ` and ${others} more`}
    </>
  );
}
