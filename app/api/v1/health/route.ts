import { answering } from '@/app/api/answering';
import { healthFor } from '@/app/health-for';
import { currentPrincipal } from '@/app/principal';
import { type Health, readHealth } from '@/lib/operations/health';

export const dynamic = 'force-dynamic';

/** Whether the product can answer, and how far the import has come; 503 while the database is away. */
export function GET(): Promise<Response> {
  return answering(async () => {
    const [health, principal] = await Promise.all([readHealth(), currentPrincipal()]);
    const told: Health = principal === null ? { ready: health.ready } : healthFor(principal, health);
    return Response.json(told, { status: health.ready ? 200 : 503 });
  });
}
