import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { noParametersSchema } from '@/lib/builds/parse-search';
import { readSettingsAnswer } from '@/lib/settings/read-settings';

export const dynamic = 'force-dynamic';

/** All sections of the settings, with what saving them needs. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    readSearch(request, noParametersSchema);
    const { source, timeZone } = metricContext();
    return Response.json(await readSettingsAnswer(source.pool, timeZone));
  });
}
