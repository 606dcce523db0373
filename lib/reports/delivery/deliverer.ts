import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { storableMessage } from '@/lib/db/storable-text';
import { readSettingsSections } from '@/lib/settings/read-settings';
import { dayNumber } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/time/units';
import { daysOfWeek } from '@/lib/time/weeks';
import { alertMessage } from '../alerts/alert-message';
import { enqueueAlerts } from '../alerts/alert-notices';
import { listNoticed } from '../alerts/stored-alerts';
import type { ReportDocument } from '../report-document';
import { reportDocumentSchema } from '../store/stored-report';
import {
  AttemptFailedError,
  GIVE_UP_AFTER_MS,
  LONGEST_RETRY_AFTER_MS,
  type OutgoingMessage,
  pauseBeforeMs,
  RefusedError,
} from './attempt';
import {
  beginAttempt,
  type ClaimedDelivery,
  cancelDelivery,
  claimNext,
  enqueue,
  keepWaiting,
  LEASE_MS,
  recordDelivered,
  recordFailure,
} from './deliveries';
import { lastDue } from './due-times';
import { unsubscribeToken } from './link-tokens';
import { type MailOptions, sendMail } from './mail';
import { missingReport, missingTeamReport, type ReportToSend, reportToSend } from './report-to-send';
import { listReportSubscriptions } from './stored-subscriptions';
import { sendToSlack, sendToWebhook, type WebhookOptions } from './webhook';

const IDLE_MS = 15 * SECOND_MS;
const RETRY_MS = 30 * SECOND_MS;
/** How long what is under way may take once the process is told to end. */
const GRACE_MS = 5 * SECOND_MS;
/** So long a report that is not there, or of a week that is not wholly imported, is waited for. */
const LONGEST_WAIT_MS = 6 * HOUR_MS;
/** Who makes reports waits as long himself for what is not imported, and looks only every few minutes. */
const WAIT_FOR_NONE_MS = LONGEST_WAIT_MS + HOUR_MS;
const LOOK_AGAIN_MS = 5 * MINUTE_MS;

/** How far ahead the next attempt may lie, and the end of one that is under way. */
export const LONGEST_DELIVERY_PAUSE_MS = LONGEST_RETRY_AFTER_MS;
export const DELIVERY_LEASE_MS = LEASE_MS;

export interface DeliveryOptions {
  /** Null: SMTP_URL or MAIL_FROM is not set. */
  mail: MailOptions | null;
  webhook: WebhookOptions;
  /** Address of our pages, without a slash at its end. */
  publicUrl: string | null;
  /** Of the machine; the settings may name another one. */
  timeZone: string;
}

/** What tests see of each step, and end a process at. */
export type DeliveryStep = 'claimed' | 'sending' | 'sent';

interface Outside {
  options: DeliveryOptions;
  pool: pg.Pool;
  /** What time it is where a turn begins; left out: as this machine has it. */
  now?: () => Date;
  /** From 0 to 1. */
  dice?: () => number;
  afterStep?: (step: DeliveryStep) => void;
  /** How time goes on within a turn, milliseconds. */
  clockMs?: () => number;
}

/**
 * Sends what is due: puts reports on the list when their hour comes and alerts when they were found, and takes one
 * delivery after the other. All it knows stands in the database, so that it can be killed anywhere and run several times.
 */
export class Deliverer {
  /** Of each subscription the hour whose report is on the list already, epoch milliseconds: it is looked at every few seconds. */
  private readonly listedMs = new Map<number, number>();

  constructor(private readonly outside: Outside) {}

  /** Goes on until `signal` aborts; whatever fails is told and tried again. */
  async run(signal: AbortSignal, onError: (error: Error) => void): Promise<void> {
    const stop = new AbortController();
    const onAbort = () => setTimeout(() => stop.abort(), GRACE_MS).unref();
    signal.addEventListener('abort', onAbort, { once: true });
    const { now = () => new Date() } = this.outside;
    while (!signal.aborted) {
      const pauseMs = await this.turn(now(), stop.signal, signal).then(
        () => IDLE_MS,
        (error: unknown) => {
          if (!signal.aborted) onError(error instanceof Error ? error : new Error(String(error)));
          return RETRY_MS;
        },
      );
      await sleep(pauseMs, undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  }

  /**
   * Everything that is due at `now`.
   *
   * @param stop ends what is being sent
   * @param noMore nothing new is begun once it aborts
   * @returns how many were tried
   */
  async turn(now: Date, stop: AbortSignal, noMore: AbortSignal = stop): Promise<number> {
    await this.enqueueDue(now);
    await enqueueAlerts(this.outside.pool, now);
    let tried = 0;
    const { clockMs = () => performance.now() } = this.outside;
    const startMs = clockMs();
    while (!noMore.aborted) {
      // Slow receivers may take minutes each: a lease begins when it is taken.
      const at = new Date(now.getTime() + clockMs() - startMs);
      const delivery = await claimNext(this.outside.pool, at);
      if (delivery === null) break;
      this.outside.afterStep?.('claimed');
      if (await this.deliver(delivery, at, stop)) tried += 1;
    }
    return tried;
  }

  private async enqueueDue(now: Date): Promise<void> {
    const { pool } = this.outside;
    for (const { id, activeFrom, ...schedule } of await listReportSubscriptions(pool)) {
      const { at, week } = lastDue(schedule, now);
      if (at <= activeFrom || this.listedMs.get(id) === at.getTime()) continue;
      await enqueue(pool, { subscriptionId: id, subject: `report:${week}`, dueAt: at });
      this.listedMs.set(id, at.getTime());
    }
  }

  /** @returns false: it waits for its report, has nothing to tell any more, or another was faster */
  private async deliver(delivery: ClaimedDelivery, now: Date, stop: AbortSignal): Promise<boolean> {
    const { pool } = this.outside;
    const failed = (hasBegun: boolean) => async (error: unknown) => {
      await this.noteFailure(delivery, { error, hasBegun }, now);
      return 'failed' as const;
    };
    const content = await this.contentOf(delivery, now).catch(failed(false));
    if (content === 'failed') return true;
    if (content === 'nothing') {
      await cancelDelivery(pool, delivery, { problem: 'acknowledged before it was sent', now });
      return false;
    }
    if (content === null) {
      await keepWaiting(pool, delivery, new Date(now.getTime() + LOOK_AGAIN_MS));
      return false;
    }
    if (!(await beginAttempt(pool, delivery, { ...content, now }))) return false;
    this.outside.afterStep?.('sending');
    if ((await this.send(delivery, content.document, now, stop).catch(failed(true))) === 'failed')
      return true;
    this.outside.afterStep?.('sent');
    await recordDelivered(pool, delivery, now);
    return true;
  }

  /**
   * What was sent before is sent again; null: there is nothing yet, and it is worth waiting; `nothing`: there is nothing
   * any more.
   */
  private async contentOf(
    { id, subject, team, document, dueAt }: ClaimedDelivery,
    now: Date,
  ): Promise<{ document: ReportDocument; revision: number | null } | 'nothing' | null> {
    if (document !== null) return { document: reportDocumentSchema.parse(document), revision: null };
    const { pool } = this.outside;
    if (subject.startsWith('alerts:')) {
      const alerts = await listNoticed(pool, id);
      if (alerts.length === 0) return 'nothing';
      const timeZone = await this.readTimeZone();
      return { document: alertMessage(alerts, { team, timeZone, now: dueAt }), revision: null };
    }
    const week = subject.replace(/^report:/, '');
    const found: ReportToSend | null = await reportToSend(pool, week, team);
    if (found?.isComplete) return found;
    const dueMs = Math.max(dueAt.getTime(), await this.endOfWeekMs(week));
    if (now.getTime() - dueMs < (found === null ? WAIT_FOR_NONE_MS : LONGEST_WAIT_MS)) return null;
    if (found !== null) return found;
    const hasWholeReport = team !== null && (await reportToSend(pool, week, null)) !== null;
    return {
      document: hasWholeReport ? missingTeamReport(week, team) : missingReport(week, team),
      revision: null,
    };
  }

  /** Where a subscriber’s zone is ahead of the organisation’s, its hour may come before the week is over. */
  private async endOfWeekMs(week: string): Promise<number> {
    const { startOfDay } = createLocalCalendar(await this.readTimeZone());
    return startOfDay(dayNumber(daysOfWeek(week).until));
  }

  /** The organisation’s. */
  private async readTimeZone(): Promise<string> {
    const { pool, options } = this.outside;
    const { settings } = await readSettingsSections(pool);
    return settings.hours.timeZone ?? options.timeZone;
  }

  private async send(
    delivery: ClaimedDelivery,
    document: ReportDocument,
    now: Date,
    stop: AbortSignal,
  ): Promise<void> {
    const { mail, webhook, publicUrl } = this.outside.options;
    const { id, subject, channel, target, secret, dueAt, subscriptionId, linkKey } = delivery;
    const message: OutgoingMessage = { id, kind: kindOf(subject), document, dueAt };
    if (channel === 'slack') return sendToSlack(webhook, target, message, { publicUrl }, stop);
    if (channel === 'webhook') {
      return sendToWebhook(webhook, { url: target, secret }, message, { links: { publicUrl }, now }, stop);
    }
    if (mail === null) throw new AttemptFailedError('no mail can be sent: SMTP_URL or MAIL_FROM is not set');
    const unsubscribeUrl =
      publicUrl === null ? null : `${publicUrl}/unsubscribe/${unsubscribeToken(subscriptionId, linkKey)}`;
    return sendMail(mail, target, message, { publicUrl, unsubscribeUrl }, stop);
  }

  private async noteFailure(
    delivery: ClaimedDelivery,
    { error, hasBegun }: { error: unknown; hasBegun: boolean },
    now: Date,
  ): Promise<void> {
    const { pool, dice = Math.random } = this.outside;
    const problem = storableMessage(error);
    const isRefused = error instanceof RefusedError;
    const retryAfterMs = error instanceof AttemptFailedError ? error.retryAfterMs : null;
    const nextMs = now.getTime() + pauseBeforeMs(delivery.attempts + 1, retryAfterMs, dice());
    const lastMs = (delivery.firstAttemptAt ?? now).getTime() + GIVE_UP_AFTER_MS;
    const nextAttemptAt = isRefused || nextMs > lastMs ? null : new Date(nextMs);
    await recordFailure(pool, delivery, { hasBegun, problem, nextAttemptAt, now });
  }
}

function kindOf(subject: string): OutgoingMessage['kind'] {
  if (subject.startsWith('report:')) return 'report';
  return subject.startsWith('alerts:') ? 'alerts' : 'test';
}
