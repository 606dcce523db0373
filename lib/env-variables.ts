import { z } from 'zod';
import { isDecodable } from '@/lib/ci/proxy';
import { DAY_S } from '@/lib/time/units';
import { isTimeZone } from '@/lib/time/zones';
import { accessShape } from './access-variables';
import { suitablePackedWeeksMb } from './packed-weeks-budget';

/** Of one CI server, without the prefix of its kind. */
export const ciSchema = z.object({
  SERVER: address('http:', 'https:').nullable().default(null),
  PUBLIC_URL: address('http:', 'https:').nullable().default(null),
  TOKEN: text().nullable().default(null),
  CA_FILE: text().nullable().default(null),
  MAX_REQUESTS: wholeNumber(1, 64).default(8),
  TIMEOUT_SECONDS: wholeNumber(1, 600).default(30),
  SIGN_IN: yesOrNo(),
});

/** Of everything else. */
export const envSchema = z.object({
  POLL_INTERVAL_SECONDS: wholeNumber(5, DAY_S).default(30),
  LOG_MIN_STEP_SECONDS: z
    .union([z.literal('none').transform(() => null), wholeNumber(0, DAY_S)], {
      error: ({ input }) => `is "${input}": give a whole number from 0 to 86400, or none to read no logs`,
    })
    .default(0),
  LOG_MAX_AGE_DAYS: wholeNumber(1, 36_500).nullable().default(null),
  KEEP_SPANS_DAYS: wholeNumber(1, 36_500).default(90),
  // The newest eight reports look back on four weeks before them.
  KEEP_BUILDS_DAYS: wholeNumber(90, 36_500).nullable().default(null),
  PACKED_WEEKS_MB: wholeNumber(1, 1_000_000).default(() => suitablePackedWeeksMb()),
  DATABASE_URL: address('postgres:', 'postgresql:').nullable().default(null),
  DATA_DIR: text().default('.data'),
  HOST: text().default('127.0.0.1'),
  PORT: wholeNumber(1, 65_535).default(3000),
  TIME_ZONE: timeZone().default(machineTimeZone),
  SMTP_URL: smtpAddress().nullable().default(null),
  MAIL_FROM: text()
    .regex(/^([^<>@"\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, {
      error: 'is no sender of mail: it must look like Buildhours <buildhours@example.com>',
    })
    .nullable()
    .default(null),
  PUBLIC_URL: address('http:', 'https:')
    .refine(value => !/[?#]/.test(value), { error: 'must end before ? and #' })
    .nullable()
    .default(null),
  ALLOWED_HOSTS: listOf(
    /^[\w.-]+(:\d{1,5})?$/,
    'give names such as builds.example.com, with commas between them',
  ).default([]),
  WEBHOOK_ALLOW_PRIVATE: yesOrNo(),
  ...accessShape,
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'must be one of debug, info, warn, error' })
    .nullable()
    .default(null),
  LOG_FORMAT: z
    .enum(['text', 'json'], { error: 'must be text, for people, or json, for programs' })
    .nullable()
    .default(null),
});

function yesOrNo() {
  return z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default('false')
    .transform(value => value === 'true');
}

function text() {
  return z.string().trim();
}

function listOf(entry: RegExp, advice: string) {
  return text()
    .transform(value => value.split(/[\s,]+/).filter(part => part !== ''))
    .refine(parts => parts.every(part => entry.test(part)), { error: `cannot be read: ${advice}` });
}

function wholeNumber(least: number, most: number) {
  const error = ({ input }: { input: unknown }) =>
    `is "${input}": give a whole number from ${least} to ${most}`;
  return text()
    .regex(/^\d+$/, { error })
    .transform(Number)
    .refine(value => value >= least && value <= most, { error });
}

/** The value itself may hold a password and is not repeated. */
function address(...protocols: string[]) {
  const example =
    protocols[0] === 'http:' ? 'https://ci.example.com' : 'postgres://user:password@host:5432/database';
  return text().refine(value => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `is not an address: it must look like ${example}`,
  });
}

/** The value holds a password and is not repeated. */
function smtpAddress() {
  return text().refine(isSmtpAddress, {
    error:
      'is not the address of a mail server: it must look like smtp://user:password@mail.example.com:587 or smtps://…:465, with % @ / ? # in names and passwords written %25 %40 %2F %3F %23',
  });
}

function isSmtpAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password, pathname, search, hash } = new URL(value);
  // What follows the host is most often the rest of a password.
  const endsWithHost = ['', '/'].includes(pathname) && search === '' && hash === '';
  return (
    ['smtp:', 'smtps:'].includes(protocol) &&
    hostname !== '' &&
    endsWithHost &&
    [username, password].every(isDecodable)
  );
}

function timeZone() {
  return text().refine(isTimeZone, {
    error: ({ input }) => `is "${input}": give the IANA name of a time zone, such as Europe/Berlin`,
  });
}

function machineTimeZone(): string {
  const { timeZone: name } = Intl.DateTimeFormat().resolvedOptions();
  return isTimeZone(name) ? name : 'UTC';
}
