import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { metricContext } from '@/app/metric-context';
import { Overview } from '@/app/overview';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { decodeNames } from '@/components/layout/page-links';
import { TeamSubtitle } from '@/components/pages/teams/team-subtitle';

interface TeamPageProps {
  params: Promise<{ team: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: TeamPageProps): Promise<Metadata> {
  return { title: await readTeam(params) };
}

/** The Overview of one team. */
export default async function TeamPage({ params, searchParams }: TeamPageProps) {
  const team = await readTeam(params);
  const { book } = await metricContext().source.open();
  if (!book.teams.includes(team)) notFound();
  const filters: PageFilters = {
    offers: ['range', 'bucket', 'service', 'branch', 'event', 'switches'],
    fixed: { team },
  };
  return (
    <Overview
      title={team}
      aside={<TeamSubtitle />}
      crumbs={[{ label: 'Teams', href: '/teams' }]}
      filters={filters}
      exports="team"
      filter={await readFilter(searchParams, filters)}
      alsoAsks={['teams']}
    />
  );
}

/** Empty where the path holds no text. */
async function readTeam(params: TeamPageProps['params']): Promise<string> {
  return decodeNames([(await params).team])?.[0] ?? '';
}
