import { answering } from '@/app/api/answering';
import { csvAnswer } from '@/app/api/csv-answer';
import { csvName } from '@/app/api/csv-name';
import { readSearch } from '@/app/api/read-search';
import { metricContext } from '@/app/metric-context';
import { requireOwnAuthor } from '@/app/own-author';
import { buildsPageSchema } from '@/lib/builds/list/builds-filter';
import { readBuilds } from '@/lib/builds/list/read-builds';

export const dynamic = 'force-dynamic';

/** A page of builds, newest first, as JSON or CSV; the header Link leads to the next one. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const page = readSearch(request, buildsPageSchema);
    const context = metricContext();
    await requireOwnAuthor(context, page.author);
    const answer = await readBuilds(context, page);
    const headers = nextLink(request, answer.nextCursor);
    const name = csvName('builds', answer.days, page);
    return csvAnswer(request, name, answer.rows, { headers }) ?? Response.json(answer, { headers });
  });
}

function nextLink(request: Request, cursor: string | null): Record<string, string> {
  if (cursor === null) return {};
  const { pathname, searchParams } = new URL(request.url);
  searchParams.set('cursor', cursor);
  return { Link: `<${pathname}?${searchParams}>; rel="next"` };
}
