import { answering } from '@/app/api/answering';
import { readJson } from '@/app/api/read-body';
import { metricContext } from '@/app/metric-context';
import { countServiceBuilds } from '@/lib/builds/rule-builds';
import { previewRules } from '@/lib/settings/preview-rules';
import { readSettingsSections } from '@/lib/settings/read-settings';
import { readSeriesNames } from '@/lib/settings/series-owners';
import { rulesToPreviewSchema } from '@/lib/settings/settings-answer';
import { parseSettingsPart } from '@/lib/settings/settings-problems';

export const dynamic = 'force-dynamic';

/** What rules would match, while somebody edits them; nothing is stored. */
export function POST(request: Request): Promise<Response> {
  return answering(async () => {
    const { rules = [] } = parseSettingsPart({
      rules: (await readJson(request, rulesToPreviewSchema)).rules,
    });
    const context = metricContext();
    const { pool } = context.source;
    const { settings } = await readSettingsSections(pool);
    const builds = await countServiceBuilds(context, rules);
    return Response.json(previewRules(rules, await readSeriesNames(pool), settings.rules, builds));
  });
}
