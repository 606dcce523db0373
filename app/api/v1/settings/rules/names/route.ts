import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { noParametersSchema } from '@/lib/builds/parse-search';
import { readSettingsSections } from '@/lib/settings/read-settings';
import { listRuleNames } from '@/lib/settings/rule-names';
import { readSeriesNames } from '@/lib/settings/series-owners';

export const dynamic = 'force-dynamic';

/** What rules may name, and how repositories could be split. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    readSearch(request, noParametersSchema);
    const { pool } = metricContext().source;
    const { settings } = await readSettingsSections(pool);
    return Response.json(listRuleNames(settings.rules, await readSeriesNames(pool)));
  });
}
