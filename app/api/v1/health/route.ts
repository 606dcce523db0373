import { answering } from '@/app/api/answering';
import { readHealth } from '@/lib/operations/health';

export const dynamic = 'force-dynamic';

/** Whether the product can answer, and how far the import has come; 503 while the database is away. */
export function GET(): Promise<Response> {
  return answering(async () => {
    const health = await readHealth();
    return Response.json(health, { status: health.ready ? 200 : 503 });
  });
}
