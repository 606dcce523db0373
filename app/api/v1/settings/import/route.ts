import { answering } from '@/app/api/answering';
import { readText } from '@/app/api/read-body';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { previewRules } from '@/lib/settings/preview-rules';
import { readSettingsSections } from '@/lib/settings/read-settings';
import { findTimeZoneChange, saveSettings } from '@/lib/settings/save-settings';
import { readSeriesNames } from '@/lib/settings/series-owners';
import { type ImportAnswer, importSearchSchema } from '@/lib/settings/settings-answer';
import { planImport } from '@/lib/settings/settings-file';

export const dynamic = 'force-dynamic';

/** Takes over a YAML file of settings; with dry=true it only says what that would do. */
export function POST(request: Request): Promise<Response> {
  return answering(async () => {
    const { dry, confirm } = readSearch(request, importSearchSchema);
    const { source, timeZone } = metricContext();
    const { part, sections, revisions } = await planImport(source.pool, await readText(request));
    const { settings } = await readSettingsSections(source.pool);
    const preview =
      part.rules === undefined
        ? null
        : previewRules(part.rules, await readSeriesNames(source.pool), settings.rules);
    const change = await findTimeZoneChange(source.pool, part, timeZone);
    if (dry === 'false') {
      const options = { serverTimeZone: timeZone, confirmed: confirm === 'true' };
      await saveSettings(source.pool, part, revisions, options);
      source.expire();
    }
    const needsConfirmation = dry === 'true' && change !== null;
    const answer: ImportAnswer = { saved: dry === 'false', sections, needsConfirmation, preview };
    return Response.json(answer);
  });
}
