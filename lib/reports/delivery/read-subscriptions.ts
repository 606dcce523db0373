import type pg from 'pg';
import { listSubscriptions } from './stored-subscriptions';
import type { SubscriptionsAnswer } from './subscription';

/** What of the environment decides over messages; the poller must have the same. */
interface Configured {
  smtpUrl: string | null;
  mailFrom: string | null;
  publicUrl: string | null;
}

/** All subscriptions, and what messages lack. */
export async function readSubscriptions(
  pool: pg.Pool,
  { smtpUrl, mailFrom, publicUrl }: Configured,
  now: Date,
): Promise<SubscriptionsAnswer> {
  const missing = [...(smtpUrl === null ? ['SMTP_URL'] : []), ...(mailFrom === null ? ['MAIL_FROM'] : [])];
  return {
    subscriptions: await listSubscriptions(pool, now),
    mail:
      missing.length === 0 ? null : `${missing.join(' and ')} of the environment must be set to send mail`,
    links:
      publicUrl === null
        ? 'PUBLIC_URL of the environment is not set: messages have no links, and mails no way to unsubscribe'
        : null,
  };
}
