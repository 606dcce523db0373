import { answering } from '@/app/api/answering';
import { readJson } from '@/app/api/read-body';
import { metricContext } from '@/app/metric-context';
import { saveSettings } from '@/lib/settings/save-settings';
import type { SettingsSection } from '@/lib/settings/settings';
import { saveSectionSchema } from '@/lib/settings/settings-answer';

/** Saves one section; figures follow at once, hours lost in the background. */
export function putSection(request: Request, section: SettingsSection): Promise<Response> {
  return answering(async () => {
    const { value, revision, confirm } = await readJson(request, saveSectionSchema);
    const { source, timeZone } = metricContext();
    const options = { serverTimeZone: timeZone, confirmed: confirm };
    const saved = await saveSettings(source.pool, { [section]: value }, { [section]: revision }, options);
    source.expire();
    return Response.json({ revision: saved[section] });
  });
}
