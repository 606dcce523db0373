import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { openReader, type ReaderContext } from '@/lib/weeks/reader';
import { readOpenBuilds } from './open-builds';
import { servicesOfSteps } from './services-of-steps';

export interface OpenRuns {
  /** Builds under way; one that holds several services counts for each. */
  runs: Array<{ service: string; state: 'pending' | 'executing'; count: number }>;
  /** Machines that run a stage now. */
  busyWorkers: number;
}

/** What is under way now, as far as the poller has seen. */
export async function countOpenRuns(context: ReaderContext): Promise<OpenRuns> {
  const reader = await openReader(context, metricFilterSchema.parse({}));
  const counts = new Map<string, OpenRuns['runs'][number]>();
  const machines = new Set<string>();
  for (const build of await readOpenBuilds(reader, context.now)) {
    for (const { step, status, machine } of build.parts) {
      if (step === '' && status === 'running' && machine !== null) machines.add(machine);
    }
    const state = build.status === 'running' ? 'executing' : 'pending';
    for (const service of servicesOfSteps(reader.book, build.repoId, build.parts)) {
      const known = counts.get(`${state} ${service}`) ?? { service, state, count: 0 };
      counts.set(`${state} ${service}`, { ...known, count: known.count + 1 });
    }
  }
  return { runs: [...counts.values()], busyWorkers: machines.size };
}
