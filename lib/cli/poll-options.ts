import type pg from 'pg';
import type { Logger } from 'pino';
import { chooseProxy } from '@/lib/ci/proxy';
import { type Env, requireCi } from '@/lib/env';
import type { PollerOptions } from '@/lib/poller/run-poller';

/** What the poller wants to know, from the configuration. */
export function pollOptions(
  env: Env,
  rest: { pool: pg.Pool; once: boolean; signal: AbortSignal; logger: Logger },
): PollerOptions {
  return {
    ...rest,
    ci: {
      ...requireCi(env),
      maxConcurrentRequests: env.ciMaxRequests,
      requestTimeoutMs: env.ciTimeoutMs,
    },
    ciPublicUrl: env.ciPublicAddress,
    timeZone: env.timeZone,
    intervalMs: env.pollIntervalMs,
    logPolicy: { minStepSeconds: env.logMinStepSeconds, maxAgeDays: env.logMaxAgeDays },
    keepSpansDays: env.keepSpansDays,
    keepBuildsDays: env.keepBuildsDays,
    packedWeeksMb: env.packedWeeksMb,
    delivery: {
      mail:
        env.smtpUrl === null || env.mailFrom === null ? null : { smtpUrl: env.smtpUrl, from: env.mailFrom },
      webhook: {
        allowPrivate: env.webhookAllowPrivate,
        proxyFor: url => chooseProxy(url, process.env).proxy,
      },
      publicUrl: env.publicUrl,
      timeZone: env.timeZone,
    },
  };
}
