import type { ServerResponse } from 'node:http';
import type { Answer } from './answer';
import type { Fault } from './fault-of';

const TYPES: Record<Answer['kind'], string> = {
  json: 'application/json',
  text: 'text/plain; charset=utf-8',
  html: 'text/html; charset=UTF-8',
};
/** Go sends the length of short bodies only. */
const LENGTH_UP_TO = 2048;

/** Sends an answer with the headers of a Go server, spoilt as the fault wants it. */
export function sendAnswer(response: ServerResponse, answer: Answer, fault: Fault): void {
  const body = spoil(answer.body, fault);
  response.statusCode = answer.status;
  if (answer.api) {
    response.setHeader(
      'Cache-Control',
      'no-cache, no-store, no-transform, must-revalidate, private, max-age=0',
    );
    response.setHeader('Expires', 'Thu, 01 Jan 1970 00:00:00 UTC');
    response.setHeader('Pragma', 'no-cache');
    response.setHeader('X-Accel-Expires', '0');
    response.setHeader('Vary', 'Origin');
  }
  response.setHeader('Content-Type', TYPES[answer.kind]);
  if (answer.location !== undefined) response.setHeader('Location', answer.location);
  if (fault === 'drop-middle') {
    response.setHeader('Content-Length', Buffer.byteLength(answer.body));
    response.write(body);
    setImmediate(() => response.destroy());
    return;
  }
  const bytes = Buffer.from(body);
  if (bytes.length < LENGTH_UP_TO) response.setHeader('Content-Length', bytes.length);
  else response.setHeader('Transfer-Encoding', 'chunked');
  response.end(bytes);
}

function spoil(body: string, fault: Fault): string {
  if (fault === 'malformed')
    return `${body.slice(0, Math.floor(body.length / 3))}<br />\n<b>Warning</b>: out of memory`;
  if (fault === 'truncated' || fault === 'drop-middle') return body.slice(0, Math.floor(body.length / 2));
  return body;
}
