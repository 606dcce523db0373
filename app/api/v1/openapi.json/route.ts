import { openApiDocument } from './openapi-document';

export const dynamic = 'force-static';

/** What the API can be asked, for programs. */
export function GET(): Response {
  return Response.json(openApiDocument());
}
