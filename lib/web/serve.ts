import { createServer } from 'node:http';
import next from 'next';
import { parseEnv } from '@/lib/env';
import { createLogger } from '@/lib/logger';
import { isMethodAnswered, refuseMethod } from './methods';
import { PageCache, wroteCookie } from './page-cache';
import { RecordedResponse } from './recorded-response';

/** Nothing changes by these. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What is under way when we are told to end may take this long. */
const GRACE_MS = 5_000;

const logger = createLogger('error', false);

await serve();

/** The web server: each request passes these steps before Next.js answers it. */
async function serve(): Promise<void> {
  const { host, port } = parseEnv(process.env);
  const isDevelopment = process.env.NODE_ENV === 'development';
  const pages = new PageCache();
  const server = createServer({ ServerResponse: RecordedResponse });
  const app = next({ dev: isDevelopment, hostname: host, port });
  await app.prepare();
  const answer = app.getRequestHandler();
  server.on('request', (request, response) => {
    if (!isMethodAnswered(request)) return refuseMethod(request, response);
    if (!READING.has(request.method ?? '')) {
      response.appendHeader('Set-Cookie', wroteCookie());
      response.once('close', () => pages.clear());
    }
    const render = () => void answer(request, response);
    if (isDevelopment) return render();
    pages.answer({ request, response, viewer: '', render }).catch((error: unknown) => {
      logger.error({ err: error }, 'a page could not be answered');
      response.destroy();
    });
  });
  server.listen(port, host);
  process.once('SIGTERM', () => {
    setTimeout(() => process.exit(0), GRACE_MS).unref();
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}
