import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { noParametersSchema } from '@/lib/builds/parse-search';
import { readCatalog } from '@/lib/settings/read-catalog';
import { renderCatalogYaml } from '@/lib/settings/render-catalog-yaml';

export const dynamic = 'force-dynamic';

/** All settings as a YAML file that people read and edit. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    readSearch(request, noParametersSchema);
    const { catalog } = await readCatalog(metricContext().source.pool);
    return new Response(renderCatalogYaml(catalog), {
      headers: {
        'Content-Type': 'application/yaml; charset=utf-8',
        'Content-Disposition': 'attachment; filename="buildhours.yaml"',
      },
    });
  });
}
