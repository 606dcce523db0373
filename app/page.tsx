import { redirect } from 'next/navigation';
import { NoBuilds } from '@/components/layout/no-builds';
import { runMetric } from '@/lib/metrics/run-metric';
import { metricContext } from './metric-context';

/** Until there is an overview, the way in is the repository that is waited for most. */
export default async function Home() {
  const busiest = await busiestRepository();
  if (busiest === null) return <NoBuilds />;
  redirect(`/repositories/${busiest}`);
}

async function busiestRepository(): Promise<string | null> {
  const filter = { range: '4w', repository: null, branch: 'all', bucket: 'auto' as const };
  const answer = await runMetric(metricContext(), 'repositories', filter);
  return answer.rows[0]?.repository ?? null;
}
