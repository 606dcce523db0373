import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, INDEX_PAGE, message } from './answer';
import type { DemoContent } from './demo-content';
import { type Fault, faultOf } from './fault-of';
import type { Misbehaviour } from './misbehaviour';
import { answerRequest } from './routes';
import { sendAnswer } from './send-answer';
import { VisibleBuilds } from './visible-builds';

/** Answers requests, rightly or as wrongly as it was told. */
export class RequestDesk {
  #content: DemoContent;
  #now: () => Date;
  #misbehaviour: Misbehaviour = {};
  #visible: VisibleBuilds;
  #counts = new Map<string, number>();

  constructor(content: DemoContent, now: () => Date, misbehaviour: Misbehaviour) {
    this.#content = content;
    this.#now = now;
    this.#visible = new VisibleBuilds(content);
    this.misbehave(misbehaviour);
  }

  misbehave(misbehaviour: Misbehaviour): void {
    this.#misbehaviour = misbehaviour;
    this.#visible.misbehave(misbehaviour);
  }

  requestCount(pattern?: RegExp): number {
    let sum = 0;
    for (const [address, count] of this.#counts)
      if (pattern === undefined || pattern.test(address)) sum += count;
    return sum;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = request.url ?? '/';
    const attempt = (this.#counts.get(address) ?? 0) + 1;
    this.#counts.set(address, attempt);
    const misbehaviour = this.#misbehaviour;
    if (misbehaviour.slowMs !== undefined) await pause(misbehaviour.slowMs);
    const fault = faultOf(misbehaviour, address, attempt);
    if (fault === 'drop-before') {
      request.socket.destroy();
      return;
    }
    const answer = this.#answerOf(request, address, fault);
    if (fault === 'rate-limit') {
      response.setHeader('Retry-After', String(misbehaviour.rateLimit?.retryAfterSeconds ?? 1));
    }
    sendAnswer(response, answer, fault);
  }

  #answerOf(request: IncomingMessage, address: string, fault: Fault): Answer {
    if (fault === 'html') return INDEX_PAGE;
    if (fault === 'rate-limit')
      return message(this.#misbehaviour.rateLimit?.status ?? 429, 'too many requests');
    if (fault === 'error') return message(500, 'pq: sorry, too many clients already');
    if (request.method !== 'GET') return { status: 405, kind: 'text', body: '', api: true };
    const context = {
      content: this.#content,
      visible: this.#visible,
      misbehaviour: this.#misbehaviour,
      at: this.#now(),
    };
    return answerRequest(context, address, request.headers.authorization);
  }
}
