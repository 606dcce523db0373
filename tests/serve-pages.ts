import { freePort, startCommand } from './run-command';

export interface ServedPages {
  /** Such as `http://127.0.0.1:40123`, without a slash at the end. */
  address: string;
  stop(): Promise<void>;
}

/** The pages as they are shipped, for a database that is there already; they are built first where that is due. */
export async function servePages(
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<ServedPages> {
  const port = env.PORT ?? String(await freePort());
  const web = startCommand(['start', '--no-poller'], {
    env: { DATABASE_URL: databaseUrl, PORT: port, ...env },
  });
  const address = `http://127.0.0.1:${port}`;
  await web.printed(`Buildhours is at ${address}`);
  const stop = async () => {
    web.child.kill('SIGTERM');
    await web.ended;
  };
  return { address, stop };
}
