import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CI_SERVERS } from './ci/registry';
import { ConfigurationError, parseEnv, requireCi, withoutCi } from './env';
import { suitablePackedWeeksMb } from './packed-weeks-budget';

const problemsOf = (variables: Record<string, string>) => {
  try {
    parseEnv(variables);
    return 'none';
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message;
  }
};

describe('parseEnv', () => {
  test('has a default for everything but the CI server and its token', () => {
    expect(parseEnv({})).toEqual({
      ciServer: CI_SERVERS[0],
      ciAddress: null,
      ciPublicAddress: null,
      ciToken: null,
      ciProxy: { proxy: null, reason: null },
      ciCaFile: null,
      ciMaxRequests: 8,
      ciTimeoutMs: 30_000,
      pollIntervalMs: 30_000,
      logMinStepSeconds: 0,
      logMaxAgeDays: null,
      keepSpansDays: 90,
      keepBuildsDays: null,
      packedWeeksMb: suitablePackedWeeksMb(),
      webhookSecrets: {},
      databaseUrl: null,
      dataDir: path.resolve('.data'),
      host: '127.0.0.1',
      port: 3000,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      smtpUrl: null,
      mailFrom: null,
      publicUrl: null,
      allowedHosts: [],
      trustedProxies: [],
      webhookAllowPrivate: false,
      access: expect.objectContaining({ mode: 'local', oidc: null, byCiToken: false, trustedProxy: null }),
      logLevel: null,
      logFormat: null,
    });
  });

  test('a proxy that leads to the server is found, and a file of authorities lies where it says', () => {
    const variables = { DRONE_SERVER: 'https://drone.example.com', https_proxy: 'proxy:3128' };
    const env = parseEnv({ ...variables, DRONE_CA_FILE: 'company.pem' });
    expect(env.ciProxy).toEqual({ proxy: new URL('http://proxy:3128'), reason: 'https_proxy says so' });
    expect(env.ciCaFile).toBe(path.resolve('company.pem'));
    expect(problemsOf({ ...variables, https_proxy: 'socks5://hidden:1080' })).toMatch(
      /^the configuration is not right:\n {2}https_proxy names a SOCKS proxy \(socks5:\/\/\)(?!.*hidden)/,
    );
  });

  test('an address for people is one of the CI server, and without a path', () => {
    const withPublicUrl = (url: string) => ({ DRONE_PUBLIC_URL: url });
    expect(parseEnv(withPublicUrl(' https://ci.example.com/ ')).ciPublicAddress).toBe(
      'https://ci.example.com',
    );
    expect(problemsOf(withPublicUrl('https://ci.example.com/drone'))).toContain(
      'DRONE_PUBLIC_URL is not right: ',
    );
    expect(problemsOf(withPublicUrl('ci.example.com'))).toContain('DRONE_PUBLIC_URL is not an address');
  });

  test('a variable that is set to nothing is not set', () => {
    expect(parseEnv({ PORT: '', DRONE_TOKEN: ' ', TIME_ZONE: '' })).toEqual(parseEnv({}));
  });

  test('takes what is given, spaces around it aside', () => {
    const given = {
      DRONE_SERVER: ' https://drone.example.com ',
      DRONE_TOKEN: 'secret',
      DRONE_TIMEOUT_SECONDS: '5',
      LOG_MIN_STEP_SECONDS: 'none',
      PACKED_WEEKS_MB: '250',
      DATABASE_URL: 'postgresql://a:b@db/c',
      DATA_DIR: '/srv/buildhours',
      TIME_ZONE: 'Europe/Berlin',
      PORT: '8080',
      LOG_LEVEL: 'debug',
    };
    expect(parseEnv(given)).toMatchObject({
      ciAddress: 'https://drone.example.com',
      ciToken: 'secret',
      ciTimeoutMs: 5_000,
      logMinStepSeconds: null,
      packedWeeksMb: 250,
      databaseUrl: 'postgresql://a:b@db/c',
      dataDir: '/srv/buildhours',
      timeZone: 'Europe/Berlin',
      port: 8080,
      logLevel: 'debug',
    });
  });

  test('mail, links and webhooks: off by default, and a password is not repeated', () => {
    expect(parseEnv({})).toMatchObject({
      ...{ smtpUrl: null, mailFrom: null, publicUrl: null, webhookAllowPrivate: false },
    });
    const given = {
      SMTP_URL: 'smtps://user:pass%25word@mail.example.com',
      MAIL_FROM: 'Buildhours <buildhours@example.com>',
      PUBLIC_URL: 'https://buildhours.example.com/',
      WEBHOOK_ALLOW_PRIVATE: 'true',
    };
    expect(parseEnv(given)).toMatchObject({
      smtpUrl: 'smtps://user:pass%25word@mail.example.com',
      mailFrom: 'Buildhours <buildhours@example.com>',
      publicUrl: 'https://buildhours.example.com',
      webhookAllowPrivate: true,
    });
    for (const SMTP_URL of [
      'https://user:hunter2@mail.example.com',
      'smtp://user:hunter2%@mail.example.com',
      'smtp://user:hunter2%ff@mail.example.com',
      'smtp://user:25/hunter2@mail.example.com',
      'smtp://user:25?hunter2@mail.example.com',
      'smtp://user:25#hunter2@mail.example.com',
    ]) {
      const problems = problemsOf({ SMTP_URL });
      expect(problems).toContain('SMTP_URL is not the address of a mail server');
      expect(problems).not.toContain('hunter2');
    }
    expect(problemsOf({ MAIL_FROM: 'nobody' })).toContain('MAIL_FROM is no sender of mail');
  });

  test('the address of the mail server may stand in a file; one that cannot be used is named', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'buildhours-'));
    const file = path.join(folder, 'smtp-url');
    writeFileSync(file, 'smtps://user:hunter2@mail.example.com\n');
    expect(parseEnv({ SMTP_URL_FILE: file }).smtpUrl).toBe('smtps://user:hunter2@mail.example.com');
    writeFileSync(file, 'hunter2');
    expect(problemsOf({ SMTP_URL_FILE: file })).toContain(`what ${file} holds is not the address`);
    expect(problemsOf({ SMTP_URL_FILE: file })).not.toContain('hunter2');
    expect(problemsOf({ SMTP_URL_FILE: '/nowhere/smtp' })).toContain('there is no file /nowhere/smtp');
    expect(problemsOf({ SMTP_URL_FILE: folder })).toContain(`${folder} cannot be read (EISDIR)`);
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['KEEP_BUILDS_DAYS', '30', 'is "30": give a whole number from 90 to 36500'],
    ['KEEP_BUILDS_DAYS', 'forever', 'is "forever": give a whole number from 90 to 36500'],
    ['LOG_FORMAT', 'xml', 'must be text, for people, or json, for programs'],
  ])('%s=%s is refused in words', (name, value, words) => {
    expect(() => parseEnv({ [name]: value })).toThrow(`${name} ${words}`);
  });

  test('names every problem at once, and what to do', () => {
    const given = { PORT: '70000', TIME_ZONE: 'Mars/Base', POLL_INTERVAL_SECONDS: '1.5', LOG_LEVEL: 'loud' };
    expect(problemsOf(given)).toBe(
      [
        'the configuration is not right:',
        '  POLL_INTERVAL_SECONDS is "1.5": give a whole number from 5 to 86400',
        '  PORT is "70000": give a whole number from 1 to 65535',
        '  TIME_ZONE is "Mars/Base": give the IANA name of a time zone, such as Europe/Berlin',
        '  LOG_LEVEL must be one of debug, info, warn, error',
      ].join('\n'),
    );
    expect(problemsOf({ LOG_MIN_STEP_SECONDS: 'few' })).toContain(
      'LOG_MIN_STEP_SECONDS is "few": give a whole number from 0 to 86400, or none to read no logs',
    );
  });

  test.each(['0', '-5', '1.5', '600MB', 'half', '1000001'])('memory of %s is refused in words', text => {
    expect(problemsOf({ PACKED_WEEKS_MB: text })).toContain(
      `PACKED_WEEKS_MB is "${text}": give a whole number from 1 to 1000000`,
    );
  });

  test('does not repeat an address, which may hold a password', () => {
    const message = problemsOf({ DATABASE_URL: 'mysql://root:hunter2@db/x', DRONE_SERVER: 'drone' });
    expect(message).toContain('DATABASE_URL is not an address: it must look like postgres://');
    expect(message).toContain('DRONE_SERVER is not an address: it must look like https://ci.example.com');
    expect(message).not.toContain('hunter2');
  });
});

describe('requireCi', () => {
  test.each([
    ['https://drone.example.com/api', 'x', /DRONE_SERVER is not right: .*use https:\/\/drone\.example\.com/],
    ['https://me:hunter2@drone.example.com', 'x', /DRONE_SERVER is not right: .*must not hold a user name/],
    ['https://drone.example.com', 'hunter2 x', /DRONE_TOKEN is not right: .*such as a blank/],
    ['https://drone.example.com/?a', 'hunter2\tx', /DRONE_SERVER(.|\n)*DRONE_TOKEN/],
  ])('%j with token %j is refused before anything starts, and not repeated', (server, token, problem) => {
    const env = parseEnv({ DRONE_SERVER: server, DRONE_TOKEN: token });
    expect(() => requireCi(env)).toThrow(problem);
    expect(() => requireCi(env)).not.toThrow('hunter2');
  });

  test('names what is missing', () => {
    expect(() => requireCi(parseEnv({ DRONE_SERVER: 'http://drone' }))).toThrow(/DRONE_TOKEN is not set/);
    expect(() => requireCi(parseEnv({}))).toThrow(/DRONE_SERVER is not set(.|\n)*DRONE_TOKEN is not set/);
    const env = parseEnv({ DRONE_SERVER: 'http://drone', DRONE_TOKEN: 'x' });
    expect(requireCi(env)).toEqual({
      ...{ kind: 'drone', server: 'http://drone', token: 'x' },
      ...{ proxy: null, caFile: null },
    });
  });
});

describe('secrets in files', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
  const file = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };

  test('are read without the end of their line, each where its variable is not set', () => {
    const env = parseEnv({
      DRONE_TOKEN_FILE: file('token', 'a-token\n'),
      DRONE_WEBHOOK_SECRET_FILE: file('hook', 'sixteen-characters\n'),
      DATABASE_URL_FILE: file('database', 'postgres://u:p@h/d\n'),
      SMTP_URL_FILE: file('smtp', 'smtp://a.example\n'),
    });
    expect(env).toMatchObject({
      ciToken: 'a-token',
      webhookSecrets: { drone: 'sixteen-characters' },
      databaseUrl: 'postgres://u:p@h/d',
      smtpUrl: 'smtp://a.example',
    });
    expect(parseEnv({ DRONE_TOKEN: 'x', DRONE_TOKEN_FILE: '/nowhere' }).ciToken).toBe('x');
  });

  test('that are not there, empty or of no use are named, and what they hold is not', () => {
    expect(problemsOf({ DRONE_TOKEN_FILE: '/nowhere', SMTP_URL_FILE: file('empty', ' \n') })).toMatch(
      /DRONE_TOKEN_FILE: there is no file \/nowhere\n.*SMTP_URL_FILE: the file .*empty is empty|SMTP_URL_FILE(.|\n)*DRONE_TOKEN_FILE/,
    );
    expect(problemsOf({ DRONE_TOKEN_FILE: folder })).toMatch(
      /DRONE_TOKEN_FILE: .* cannot be read \(EISDIR\)/,
    );
    const wrong = problemsOf({ DATABASE_URL_FILE: file('wrong', 'hunter2') });
    expect(wrong).toMatch(/DATABASE_URL_FILE: what .*wrong holds is not an address(?!.*hunter2)/);
    expect(problemsOf({ DRONE_WEBHOOK_SECRET: 'hunter2' })).toMatch(
      /shorter than 16 characters(?!.*hunter2)/,
    );
  });

  test('a process that follows no CI server gets none of its secrets', () => {
    expect(withoutCi()).toEqual({ DRONE_SERVER: '', DRONE_TOKEN: '', DRONE_TOKEN_FILE: '' });
  });
});
