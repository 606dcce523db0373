import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail server on loopback that keeps what it accepts. */
export interface MailSink {
  url: string;
  mails: ParsedMail[];
  /** As they came in, in bytes. */
  sizes: number[];
  close(): Promise<void>;
}

/** @param answer what it says after DATA; null or nothing: it accepts. What it refuses is not kept */
export async function openMailSink(
  answer: () => Error | null = () => null,
  options: SMTPServerOptions = {},
): Promise<MailSink> {
  const mails: ParsedMail[] = [];
  const sizes: number[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        simpleParser(raw).then(mail => {
          const refusal = answer();
          if (refusal !== null) return callback(refusal);
          mails.push(mail);
          sizes.push(raw.length);
          callback(null, 'queued');
        }, callback);
      });
    },
    ...options,
  });
  server.on('error', () => undefined); // A client that was killed is what tests do.
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the mail server has no port');
  const close = () => new Promise<void>(resolve => server.close(() => resolve()));
  return { url: `smtp://127.0.0.1:${address.port}`, mails, sizes, close };
}
