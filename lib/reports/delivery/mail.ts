import { bareHost } from '@/lib/ci/peer';
import { limitSignal } from '@/lib/time/limited-signal';
import { SECOND_MS } from '@/lib/time/units';
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
  // Together they take 23 MB, and most pollers never send a mail.
  const [{ createTransport }, { renderHtmlEmail }] = await Promise.all([
    import('nodemailer'),
    import('../render/html-email'),
  ]);
  const html = await renderHtmlEmail(message.document, links);
  const text = renderPlainText(message.document, links);
  const url = new URL(smtpUrl);
  const limit = limitSignal(signal, deadlineMs);
  const transport = createTransport({
    host: bareHost(url),
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
    secure: url.protocol === 'smtps:',
    requireTLS: needsTls(url),
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
  const mail = {
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
    // Ends the connection too, which closing the transport does not.
    signal: limit.signal,
  };
  const sent = transport.sendMail(mail).finally(limit.release);
  await sent.catch((error: unknown) => {
    if (signal.aborted) throw new AttemptFailedError('stopped while it was sent');
    if (limit.isOverdue()) throw new AttemptFailedError('the mail server took too long');
    throw failureOf(error, url);
  });
}

/** A password goes over no line that others can read: a server that does not encrypt from the start must offer STARTTLS. */
export function needsTls({ protocol, username, hostname }: URL): boolean {
  return protocol === 'smtp:' && username !== '' && !isLoopback(hostname);
}

/** RFC 4954: the login is wanted, too weak, wrong, or wants encryption. */
const OF_LOGIN: ReadonlySet<number> = new Set([530, 534, 535, 538]);
/** What nodemailer calls answers to sender, reader and mail; all else is about the connection or the login. */
const OF_MAIL: ReadonlySet<unknown> = new Set(['EENVELOPE', 'EMESSAGE']);

function failureOf(error: unknown, url: URL): Error {
  if (!(error instanceof Error)) return new AttemptFailedError('the mail could not be sent');
  const status = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : 0;
  const isOfMail = 'code' in error && OF_MAIL.has(error.code) && !OF_LOGIN.has(status);
  const words = withoutSecrets(`mail server ${url.host}: ${error.message}`, url);
  // A server that greets with 554 or misses encryption may be set right; a mailbox that is not there is not.
  return status >= 500 && isOfMail ? new RefusedError(words) : new AttemptFailedError(words);
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
