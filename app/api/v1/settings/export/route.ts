import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { noParametersSchema } from '@/lib/builds/parse-search';
import { readSettings } from '@/lib/settings/read-settings';
import { formatSettingsFile } from '@/lib/settings/settings-file';

export const dynamic = 'force-dynamic';

/** All settings as a YAML file that people read and edit. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    readSearch(request, noParametersSchema);
    const { settings } = await readSettings(metricContext().source.pool);
    return new Response(formatSettingsFile(settings), {
      headers: {
        'Content-Type': 'application/yaml; charset=utf-8',
        'Content-Disposition': 'attachment; filename="buildhours.yaml"',
      },
    });
  });
}
