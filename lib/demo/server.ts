import { createServer, type Server } from 'node:http';
import type { DemoContent } from './demo-content';
import { HookSender, type HookTarget } from './hook-sender';
import type { Misbehaviour } from './misbehaviour';
import { RequestDesk } from './request-desk';
import { type DemoTokens, TOKENS } from './users';

export interface DemoServerOptions {
  world: DemoContent;
  /** 0, which is the default, takes any free port. */
  port?: number;
  host?: string;
  /** The clock of the server. */
  now: () => Date;
  misbehave?: Misbehaviour;
  /** Where it sends its webhook; left out: nowhere. */
  hook?: HookTarget;
}

export interface DemoServer {
  url: string;
  port: number;
  tokens: DemoTokens;
  /** Replaces what the server does wrong; `{}` makes it behave. */
  misbehave(misbehaviour: Misbehaviour): void;
  /** Requests so far, of all or of those whose address matches. */
  requestCount(pattern?: RegExp): number;
  close(): Promise<void>;
}

/** Serves a world as a Drone 2.25 server would. Rejects if the port is taken. */
export async function startDemoServer(options: DemoServerOptions): Promise<DemoServer> {
  const host = options.host ?? '127.0.0.1';
  const desk = new RequestDesk(options.world, options.now, options.misbehave ?? {});
  const server = createServer((request, response) => {
    desk.answer(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  // A Go server neither announces nor enforces how long it keeps connections.
  server.keepAliveTimeout = 0;
  server.listen(options.port ?? 0, host);
  await settled(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the demo server has no port');
  const hooks = options.hook === undefined ? null : new HookSender(options.world, options.now, options.hook);
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    tokens: TOKENS,
    misbehave: misbehaviour => desk.misbehave(misbehaviour),
    requestCount: pattern => desk.requestCount(pattern),
    close: async () => {
      await hooks?.stop();
      await closed(server);
    },
  };
}

function settled(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close(error => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
