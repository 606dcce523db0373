import { createServer, type IncomingMessage } from 'node:http';
import next from 'next';
import { parseEnv } from '@/lib/env';
import { createLogger } from '@/lib/logger';
import { answerWhenLost, answerWhileAway, type IsLost, printTroubleShort } from './answer-while-away';
import { pageContentPolicy } from './content-policy';
import { PageCache, wroteCookie } from './page-cache';
import { pass } from './pass';
import { RecordedResponse } from './recorded-response';
import { askAgain, takeRefreshMark } from './refresh';

/** Nothing changes by these. */
const READING = ['GET', 'HEAD', 'OPTIONS'];
/** Sent often, or by anybody, and no page shows another thing for it. */
const NOT_SHOWN = ['/api/v1/hooks/', '/api/v1/session', '/api/v1/settings/rules/preview'];
/** What is under way when we are told to end may take this long. */
const GRACE_MS = 5_000;

const FAILED = JSON.stringify({
  problems: ['Buildhours failed to answer this; what went wrong is in the log of its server'],
});

type Failed = (error: unknown) => Promise<void>;

const logger = createLogger('error', 'json');

await serve();

/** The web server: each request passes the steps of `passage-steps.ts` before a page that is kept, or Next.js, answers. */
async function serve(): Promise<void> {
  const { host, port } = parseEnv(process.env);
  printTroubleShort();
  const isDevelopment = process.env.NODE_ENV === 'development';
  const pages = new PageCache(request => askAgain(server, request));
  const app = next({ dev: isDevelopment, hostname: host, port });
  await app.prepare();
  const answer = app.getRequestHandler();

  const respond = async (request: IncomingMessage, response: RecordedResponse, failed: Failed) => {
    const isRefresh = takeRefreshMark(request);
    const viewer = await pass(request, response);
    if (viewer === null) return;
    const render = (nonce: string) => {
      const policy = isDevelopment ? null : pageContentPolicy(request.url ?? '/', nonce);
      if (policy !== null) {
        response.setHeader('Content-Security-Policy', policy);
        // Next.js gives its scripts the nonce that it finds here, and the layout the styles of the kit.
        request.headers['content-security-policy'] = policy;
        request.headers['x-nonce'] = nonce;
      }
      answer(request, response).catch(failed);
    };
    if (isDevelopment) {
      // The scripts that show at once what was saved have no nonce, and evaluate what they load.
      response.removeHeader('Content-Security-Policy');
      return render('');
    }
    if (isWrite(request)) {
      response.appendHeader('Set-Cookie', wroteCookie());
      response.once('close', () => {
        // What failed may have been done.
        if (response.statusCode < 400 || response.statusCode >= 500) pages.clear();
      });
      return render('');
    }
    await pages.answer({ request, response, viewer, isRefresh, render });
  };

  const server = createServer({ ServerResponse: RecordedResponse }, async (request, response) => {
    let isLost: IsLost = async () => false;
    const failed = async (error: unknown) => {
      if (!(await isLost(error))) fail(response, error);
    };
    try {
      if (await answerWhileAway(request, response)) return;
      isLost = answerWhenLost(request, response);
      await respond(request, response, failed);
    } catch (error) {
      await failed(error);
    }
  });
  server.listen(port, host);
  process.once('SIGTERM', () => {
    setTimeout(() => process.exit(0), GRACE_MS).unref();
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}

function isWrite({ method = '', url = '' }: IncomingMessage): boolean {
  return !READING.includes(method) && !NOT_SHOWN.some(start => url.startsWith(start));
}

function fail(response: RecordedResponse, error: unknown): void {
  logger.error({ err: error }, 'a request failed');
  if (response.isBegun) response.destroy();
  else response.writeHead(500, { 'Content-Type': 'application/json' }).end(FAILED);
}
