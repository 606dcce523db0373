import { createTransport } from 'nodemailer';
import { SECOND_MS } from '@/lib/time/units';
import { renderHtmlEmail } from '../render/html-email';
import type { RenderOptions } from '../render/links';
import { renderPlainText } from '../render/plain-text';
import { AttemptFailedError, type OutgoingMessage, RefusedError } from './attempt';

export interface MailOptions {
  /** smtp:// or smtps://, with user and password where the server wants them. */
  smtpUrl: string;
  /** As it stands in the mail: `Buildhours <buildhours@example.com>`. */
  from: string;
  /** For the connection, the greeting, and each silence after them. */
  timeoutMs?: number;
  /** For all of it. */
  deadlineMs?: number;
}

const TIMEOUT_MS = 30 * SECOND_MS;
const DEADLINE_MS = 120 * SECOND_MS;

/**
 * Sends the message as HTML with plain text beside it. By its id it always has the same Message-ID.
 *
 * @param signal ends what is under way: whether it got through is unknown then
 * @throws AttemptFailedError, RefusedError; neither holds the server's password
 */
export async function sendMail(
  { smtpUrl, from, timeoutMs = TIMEOUT_MS, deadlineMs = DEADLINE_MS }: MailOptions,
  to: string,
  message: OutgoingMessage,
  links: RenderOptions,
  signal: AbortSignal,
): Promise<void> {
  const html = await renderHtmlEmail(message.document, links);
  const text = renderPlainText(message.document, links);
  const url = new URL(smtpUrl);
  const transport = createTransport({
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
    secure: url.protocol === 'smtps:',
    // A password goes over no line that others can read: then the server must offer STARTTLS.
    requireTLS: url.protocol === 'smtp:' && url.username !== '' && !isLoopback(url.hostname),
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const unsubscribe = links.unsubscribeUrl ?? null;
  const sent = transport.sendMail({
    from,
    to: { name: '', address: to },
    subject: message.document.title,
    date: message.dueAt,
    messageId: `<${message.id}@${domainOf(from)}>`,
    html,
    text,
    headers: {
      'Auto-Submitted': 'auto-generated',
      // RFC 2369 and RFC 8058: the button of mail programs, which asks without a session.
      ...(unsubscribe === null
        ? {}
        : { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    },
  });
  try {
    await Promise.race([sent, ended(AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]), signal)]);
  } catch (error) {
    throw failureOf(error, url);
  } finally {
    transport.close();
    sent.catch(() => undefined); // What it was given up for has been told.
  }
}

function ended(any: AbortSignal, stop: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () =>
      reject(
        new AttemptFailedError(stop.aborted ? 'stopped while it was sent' : 'the mail server took too long'),
      );
    if (any.aborted) end();
    else any.addEventListener('abort', end, { once: true });
  });
}

/** RFC 4954: the login is wanted, too weak, wrong, or wants encryption. */
const OF_LOGIN: ReadonlySet<number> = new Set([530, 534, 535, 538]);

function failureOf(error: unknown, url: URL): Error {
  if (error instanceof AttemptFailedError || !(error instanceof Error)) {
    return error instanceof Error ? error : new AttemptFailedError('the mail could not be sent');
  }
  const code = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : null;
  const isOfLogin = ('code' in error && error.code === 'EAUTH') || OF_LOGIN.has(code ?? 0);
  const words = withoutSecrets(`mail server ${url.host}: ${error.message}`, url);
  // Of the mail or its reader, not of our login, which somebody may set right.
  return code !== null && code >= 500 && !isOfLogin ? new RefusedError(words) : new AttemptFailedError(words);
}

/** Servers repeat what they were told. */
function withoutSecrets(text: string, { username, password }: URL): string {
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
  const secrets = [
    pass,
    Buffer.from(pass).toString('base64'),
    Buffer.from(`\0${user}\0${pass}`).toString('base64'),
  ];
  return secrets
    .filter(secret => pass !== '' && secret !== '')
    .reduce((t, secret) => t.replaceAll(secret, '…'), text);
}

function domainOf(from: string): string {
  return /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'buildhours.invalid';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host);
}
