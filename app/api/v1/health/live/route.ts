export const dynamic = 'force-static';

/** Whether the web server runs, whatever became of its database: for what would start it anew if it did not. */
export function GET(): Response {
  return Response.json({ live: true });
}
