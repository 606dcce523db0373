import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { CiOptionsError } from '@/lib/ci/ci-errors';
import type { CiServer } from '@/lib/ci/ci-server';
import { chooseProxy, type ProxyChoice } from '@/lib/ci/proxy';
import { CI_SERVERS, ciServerOf, webhookSecretVariable } from '@/lib/ci/registry';
import { SECOND_MS } from '@/lib/time/units';
import { type AccessOptions, AccessProblems, closedProblems, readAccess } from './access-variables';
import { ciSchema, envSchema } from './env-variables';
import { readSecretFiles } from './secret-files';

const PROJECT_DIR = path.resolve(fileURLToPath(import.meta.url), '../..');

/** Everything that can be set from outside; `.env.example` says it to people. */
export interface Env {
  /** The kind of CI server whose variables are set, else the first there is. */
  ciServer: CiServer;
  ciAddress: string | null;
  /** Where people open the pages of the CI server; null: where the poller reads it. */
  ciPublicAddress: string | null;
  ciToken: string | null;
  /** Whether a proxy leads to the CI server. */
  ciProxy: ProxyChoice;
  /** Absolute: certificate authorities that are trusted beside those that Node knows. */
  ciCaFile: string | null;
  ciMaxRequests: number;
  ciTimeoutMs: number;
  pollIntervalMs: number;
  /** Logs of shorter steps are not read; null: no log is. */
  logMinStepSeconds: number | null;
  /** Logs of older builds are not read; null: all are. */
  logMaxAgeDays: number | null;
  /** How long single commands and layers are kept. */
  keepSpansDays: number;
  /** How long builds are kept with all that hangs on them; null: for good. */
  keepBuildsDays: number | null;
  /** What packed weeks may take in the memory of the pages; a part of it beside that in the poller's. */
  packedWeeksMb: number;
  /** What webhooks are signed with, by kind of CI server; those of others are not taken. */
  webhookSecrets: Readonly<Record<string, string>>;
  /** Null: the built-in Postgres. */
  databaseUrl: string | null;
  /** Absolute. */
  dataDir: string;
  host: string;
  port: number;
  /** IANA name. */
  timeZone: string;
  /** With its user and password; null: no mail is sent. */
  smtpUrl: string | null;
  /** Who mails are from: `Buildhours <buildhours@example.com>`. */
  mailFrom: string | null;
  /** Where people open our pages, without a slash at its end; null: messages have no links. */
  publicUrl: string | null;
  /** Names under which people and programs reach the pages, beside that of PUBLIC_URL. */
  allowedHosts: readonly string[];
  /** Addresses and networks of proxies whose X-Forwarded-… are believed. */
  trustedProxies: readonly string[];
  /** Whether webhooks may lead to addresses of private networks. */
  webhookAllowPrivate: boolean;
  /** How people get in. */
  access: AccessOptions;
  /** Null: what suits the command. */
  logLevel: 'debug' | 'info' | 'warn' | 'error' | null;
  /** Null: what suits the command and where it prints. */
  logFormat: 'text' | 'json' | null;
}

/** The configuration cannot be right; the message names every variable and what to do. */
export class ConfigurationError extends Error {
  constructor(problems: string[]) {
    super(`the configuration is not right:\n${problems.map(problem => `  ${problem}`).join('\n')}`);
    this.name = new.target.name;
  }
}

/** Fewer characters could be guessed. */
const SHORTEST_SECRET = 16;

type Variables = Record<string, string | undefined>;

/** The environment of the process, completed by the file `.env` in the project's folder. */
export function readEnv(): Env {
  const file = path.join(PROJECT_DIR, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return parseEnv(process.env);
}

/** What may stand in a file instead, which `NAME_FILE` names; what is set itself goes before it. */
const SECRETS = ['DATABASE_URL', 'OIDC_CLIENT_SECRET', 'SMTP_URL'];

const SECRET_VARIABLES: readonly string[] = [
  ...SECRETS,
  ...CI_SERVERS.flatMap(server => [`${server.envPrefix}_TOKEN`, webhookSecretVariable(server)]),
];

/** @throws ConfigurationError naming all that is wrong at once */
export function parseEnv(variables: Variables): Env {
  const { given, files, problems } = readSecretFiles(variables, {
    secrets: SECRET_VARIABLES,
    folder: PROJECT_DIR,
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
  const ciServer = followedServer(given.map(([name]) => name));
  const prefix = `${ciServer.envPrefix}_`;
  const ofServer = given.filter(([name]) => name.startsWith(prefix));
  const server = ciSchema.safeParse(
    Object.fromEntries(ofServer.map(([name, text]) => [name.slice(prefix.length), text])),
  );
  const parsed = envSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success || !server.success) {
    const describe = (name: string, { message }: { message: string }) => {
      const file = files.get(name);
      return file === undefined ? `${name} ${message}` : `${name}_FILE: what ${file} holds ${message}`;
    };
    throw new ConfigurationError([
      ...(server.error?.issues ?? []).map(issue => describe(`${prefix}${issue.path.join('.')}`, issue)),
      ...(parsed.error?.issues ?? []).map(issue => describe(issue.path.join('.'), issue)),
    ]);
  }
  const [v, ci] = [parsed.data, server.data];
  return {
    ciServer,
    ciAddress: ci.SERVER,
    ciPublicAddress: ci.PUBLIC_URL === null ? null : publicAddress(ciServer, ci.PUBLIC_URL),
    ciToken: ci.TOKEN,
    ciProxy: proxyFor(ci.SERVER, variables),
    ciCaFile: ci.CA_FILE === null ? null : path.resolve(PROJECT_DIR, ci.CA_FILE),
    ciMaxRequests: ci.MAX_REQUESTS,
    ciTimeoutMs: ci.TIMEOUT_SECONDS * SECOND_MS,
    pollIntervalMs: v.POLL_INTERVAL_SECONDS * SECOND_MS,
    logMinStepSeconds: v.LOG_MIN_STEP_SECONDS,
    logMaxAgeDays: v.LOG_MAX_AGE_DAYS,
    keepSpansDays: v.KEEP_SPANS_DAYS,
    keepBuildsDays: v.KEEP_BUILDS_DAYS,
    packedWeeksMb: v.PACKED_WEEKS_MB,
    webhookSecrets: webhookSecretsOf(given),
    databaseUrl: v.DATABASE_URL,
    dataDir: path.resolve(PROJECT_DIR, v.DATA_DIR),
    host: v.HOST,
    port: v.PORT,
    timeZone: v.TIME_ZONE,
    smtpUrl: v.SMTP_URL,
    mailFrom: v.MAIL_FROM,
    publicUrl: v.PUBLIC_URL === null ? null : v.PUBLIC_URL.replace(/\/+$/, ''),
    allowedHosts: v.ALLOWED_HOSTS,
    trustedProxies: v.TRUSTED_PROXIES,
    webhookAllowPrivate: v.WEBHOOK_ALLOW_PRIVATE,
    access: accessOf(v, ci),
    logLevel: v.LOG_LEVEL,
    logFormat: v.LOG_FORMAT,
  };
}

/** @throws ConfigurationError when the CI server or its token is not named, or cannot be right */
export function requireCi({ ciServer, ciAddress, ciToken, ciProxy, ciCaFile }: Env): {
  kind: string;
  server: string;
  token: string;
  proxy: URL | null;
  caFile: string | null;
} {
  if (ciAddress !== null && ciToken !== null) {
    refuseWrong(ciServer, ciAddress, ciToken);
    const way = { proxy: ciProxy.proxy, caFile: ciCaFile };
    return { kind: ciServer.kind, server: ciAddress, token: ciToken, ...way };
  }
  const { envPrefix, words } = ciServer;
  throw new ConfigurationError([
    ...(ciAddress === null ? [`${envPrefix}_SERVER is not set: give ${words.address}`] : []),
    ...(ciToken === null ? [`${envPrefix}_TOKEN is not set: give ${words.token}`] : []),
    'both go into the environment or into the file .env; "npm run demo" needs neither',
  ]);
}

/**
 * @param ciAddress of the CI server that is followed
 * @throws ConfigurationError when nobody could sign in, or whoever reaches the port could do everything
 */
export function requireAccess({ access, host, publicUrl, ciServer }: Env, ciAddress: string | null): void {
  if (access.mode === 'closed')
    throw new ConfigurationError(closedProblems({ host, publicUrl, ciPrefix: ciServer.envPrefix }));
  if (access.byCiToken && ciAddress === null) {
    throw new ConfigurationError([
      `${ciServer.envPrefix}_SERVER is not set, and ${ciServer.envPrefix}_SIGN_IN is: the server checks tokens`,
    ]);
  }
}

/** What tells the pages at which CI server people sign in: its address alone. */
export function signInVariables({ kind, server }: { kind: string; server: string }): Record<string, string> {
  return { ...withoutCi(), [`${ciServerOf(kind).envPrefix}_SERVER`]: server };
}

/** Before anything is started: a poller that can never work would only be started again and again. */
function refuseWrong(
  { envPrefix, parseAddress, parseToken }: CiServer,
  address: string,
  token: string,
): void {
  const problems = [
    problemOf(`${envPrefix}_SERVER`, () => parseAddress(address)),
    problemOf(`${envPrefix}_TOKEN`, () => parseToken(token)),
  ].filter(problem => problem !== null);
  if (problems.length > 0) throw new ConfigurationError(problems);
}

function problemOf(variable: string, parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    if (!(error instanceof CiOptionsError)) throw error;
    return `${variable} is not right: ${error.message}`;
  }
}

/** What tells a process of its own which CI server to follow. */
export function ciVariables({
  kind,
  server,
  token,
  caFile,
}: ReturnType<typeof requireCi>): Record<string, string> {
  const { envPrefix } = ciServerOf(kind);
  return {
    ...withoutCi(),
    [`${envPrefix}_SERVER`]: server,
    [`${envPrefix}_TOKEN`]: token,
    [`${envPrefix}_CA_FILE`]: caFile ?? '',
  };
}

/** For a process that is to follow none. */
export function withoutCi(): Record<string, string> {
  return Object.fromEntries(
    CI_SERVERS.flatMap(({ envPrefix }) =>
      ['SERVER', 'TOKEN', 'TOKEN_FILE'].map(name => [`${envPrefix}_${name}`, '']),
    ),
  );
}

/** @throws ConfigurationError when what is set does not go together */
function accessOf(v: z.infer<typeof envSchema>, ci: z.infer<typeof ciSchema>): AccessOptions {
  const { HOST: host, PUBLIC_URL: publicUrl } = v;
  try {
    return readAccess(v, { host, publicUrl, byCiToken: ci.SIGN_IN });
  } catch (error) {
    if (!(error instanceof AccessProblems)) throw error;
    throw new ConfigurationError([...error.problems]);
  }
}

/** @throws ConfigurationError when it is no address of such a server */
function publicAddress({ envPrefix, parseAddress }: CiServer, text: string): string {
  const problem = problemOf(`${envPrefix}_PUBLIC_URL`, () => parseAddress(text));
  if (problem !== null) throw new ConfigurationError([problem]);
  return parseAddress(text).origin;
}

/** @throws ConfigurationError when one is so short that it can be guessed */
function webhookSecretsOf(
  given: ReadonlyArray<readonly [name: string, text: string]>,
): Record<string, string> {
  const texts = new Map(given);
  const secrets: Record<string, string> = {};
  for (const server of CI_SERVERS) {
    const name = webhookSecretVariable(server);
    const secret = texts.get(name)?.trim();
    if (secret === undefined) continue;
    if (secret.length < SHORTEST_SECRET) {
      throw new ConfigurationError([
        `${name} is shorter than ${SHORTEST_SECRET} characters: make one with "openssl rand -hex 16"`,
      ]);
    }
    secrets[server.kind] = secret;
  }
  return secrets;
}

/** @throws ConfigurationError when a variable names a proxy that cannot be used */
function proxyFor(server: string | null, variables: Variables): ProxyChoice {
  if (server === null) return { proxy: null, reason: null };
  try {
    return chooseProxy(new URL(server), variables);
  } catch (error) {
    if (!(error instanceof CiOptionsError)) throw error;
    throw new ConfigurationError([error.message]);
  }
}

/** @throws ConfigurationError when servers of several kinds are named: a poller follows one */
function followedServer(names: readonly string[]): CiServer {
  const named = CI_SERVERS.filter(({ envPrefix }) => names.includes(`${envPrefix}_SERVER`));
  if (named.length <= 1) return named[0] ?? CI_SERVERS[0];
  const variables = named.map(({ envPrefix }) => `${envPrefix}_SERVER`).join(' and ');
  throw new ConfigurationError([
    `${variables} are set: a poller follows one server, start another for the other`,
  ]);
}
