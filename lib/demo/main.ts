import { parseArgs } from 'node:util';
import type { HookTarget } from './hook-sender';
import { parseMisbehaviour } from './parse-misbehaviour';
import { repoMovesOf, withRepoMoves } from './repo-moves';
import { startDemoServer } from './server';
import { createDemoWorld } from './world';

/** Options by argument or by environment: DEMO_PORT, DEMO_SEED, DEMO_ORIGIN, DEMO_MISBEHAVE; as Drone knows them: DRONE_WEBHOOK_ENDPOINT, DRONE_WEBHOOK_SECRET. */
async function serveDemo(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: process.env.DEMO_PORT ?? '0' },
      host: { type: 'string', default: '127.0.0.1' },
      seed: { type: 'string', default: process.env.DEMO_SEED ?? '7' },
      origin: { type: 'string', default: process.env.DEMO_ORIGIN ?? new Date().toISOString() },
      misbehave: { type: 'string', default: process.env.DEMO_MISBEHAVE ?? '{}' },
    },
  });
  const misbehave = parseMisbehaviour(values.misbehave);
  const port = numberOf('port', values.port, 65_535);
  const seed = numberOf('seed', values.seed, 0xffffffff);
  const world = createDemoWorld({ seed, origin: originOf(values.origin) });
  const content = withRepoMoves(world, repoMovesOf(world.origin));
  const server = await startDemoServer({
    world: content,
    port,
    host: values.host,
    now: () => new Date(),
    misbehave,
    ...hookOf(process.env.DRONE_WEBHOOK_ENDPOINT, process.env.DRONE_WEBHOOK_SECRET),
  });
  process.stdout.write(`${server.url}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.close().then(() => process.exit(0), fail);
    });
  }
}

function hookOf(endpoint: string | undefined, secret: string | undefined): { hook?: HookTarget } {
  return endpoint && secret ? { hook: { endpoint, secret } } : {};
}

function numberOf(name: string, text: string, largest: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0 && value <= largest) return value;
  throw new Error(`${name} must be a whole number from 0 to ${largest}, not "${text}"`);
}

function originOf(text: string): Date {
  const origin = new Date(text);
  if (!Number.isNaN(origin.getTime())) return origin;
  throw new Error(`origin must be a date such as 2026-03-02T09:00:00Z, not "${text}"`);
}

/** One line that says what was wrong. */
function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

serveDemo().catch(fail);
