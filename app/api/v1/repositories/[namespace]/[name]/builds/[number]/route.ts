import { answering } from '@/app/api/answering';
import { csvAnswer } from '@/app/api/csv-answer';
import { ProblemsError } from '@/app/api/problems';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { parseBuildNumber } from '@/lib/builds/build-number';
import { buildParts } from '@/lib/builds/detail/build-parts';
import { readBuild } from '@/lib/builds/detail/read-build';
import { noParametersSchema } from '@/lib/builds/parse-search';

export const dynamic = 'force-dynamic';

interface Place {
  params: Promise<{ namespace: string; name: string; number: string }>;
}

/** One build with its stages, steps and what is inside these; as CSV one line for each of them. */
export function GET(request: Request, { params }: Place): Promise<Response> {
  return answering(async () => {
    readSearch(request, noParametersSchema);
    const { namespace, name, number: text } = await params;
    const number = parseBuildNumber(text);
    if (number === null) {
      throw new ProblemsError(400, [`number: is "${text}"; it must be that of a build, such as 1234`]);
    }
    const slug = `${namespace}/${name}`;
    const build = await readBuild(metricContext(), slug, number);
    if (build === null) throw new ProblemsError(404, [`${slug} has no build ${number} that is known here`]);
    return csvAnswer(request, `${name}-${number}`, buildParts(build)) ?? Response.json(build);
  });
}
