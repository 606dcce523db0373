import { metricContext } from '@/app/metric-context';
import { deleteSubscription, findByToken } from '@/lib/reports/delivery/stored-subscriptions';
import { NoSubscriptionError } from '@/lib/reports/delivery/subscription';

export const dynamic = 'force-dynamic';

interface Place {
  params: Promise<{ token: string }>;
}

/** Asks first: programs that look at mails open what is linked there. */
export async function GET(_: Request, { params }: Place): Promise<Response> {
  const found = await findByToken(metricContext().source.pool, (await params).token);
  if (found === null) return ended();
  return page(
    200,
    'Unsubscribe',
    `<p>No more reports and alerts to ${escaped(found.target)}?</p><form method="post"><button>Unsubscribe</button></form>`,
  );
}

/** One click, also by the button of mail programs (RFC 8058), which have no session and come from elsewhere. */
export async function POST(_: Request, { params }: Place): Promise<Response> {
  const { source, now } = metricContext();
  const found = await findByToken(source.pool, (await params).token);
  if (found === null) return ended();
  try {
    await deleteSubscription(source.pool, found.id, now);
  } catch (error) {
    // A second click was faster.
    if (error instanceof NoSubscriptionError) return ended();
    throw error;
  }
  return page(200, 'Unsubscribed', `<p>No more reports and alerts are sent to ${escaped(found.target)}.</p>`);
}

/** Also for tokens that never were: who guesses learns nothing. */
function ended(): Response {
  return page(
    404,
    'Nothing to unsubscribe',
    '<p>This subscription has ended already, or the link is not whole.</p>',
  );
}

function page(status: number, title: string, body: string): Response {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title} · Buildhours</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}button{font:inherit;padding:.4rem 1rem}</style>
</head><body><main><h1>${title}</h1>${body}</main></body></html>`;
  return new Response(html, {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Referrer-Policy': 'no-referrer' },
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
