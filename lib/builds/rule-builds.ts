import { entryOf } from '@/lib/entry-of';
import { BuildFigures } from '@/lib/metrics/engine/build-figures';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import type { ServiceBuilds } from '@/lib/settings/rule-changes';
import type { Rule } from '@/lib/settings/rules';
import { openReader, openReaderUnder, type ReaderContext, type WeekReader } from '@/lib/weeks/reader';

/** As the answer says it to those who ask. */
const RANGE = '28d';

/** How many builds of the last 28 days each service has: under the rules that are stored, and as others would have it. */
export async function countServiceBuilds(
  context: ReaderContext,
  rules: readonly Rule[],
): Promise<ServiceBuilds> {
  const filter = metricFilterSchema.parse({ range: RANGE });
  return {
    before: await countBuilds(await openReader(context, filter)),
    after: await countBuilds(await openReaderUnder(context, [...rules], filter)),
  };
}

async function countBuilds(reader: WeekReader): Promise<ReadonlyMap<string, number>> {
  const services = new Map<string, BuildFigures>();
  const of = (service: string) => entryOf(services, service, () => new BuildFigures(reader.book));
  await reader.forEachSummed('now', 'service', {
    addWeeks: (weeks, { key }) => of(key).addWeeks(weeks),
    addBuilds: (slice, picked, { key }) => of(key).addBuilds(slice, picked),
  });
  return new Map([...services].map(([service, { builds }]) => [service, builds]));
}
