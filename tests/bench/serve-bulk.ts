import { createBulkWorld } from '@/lib/demo/bulk-world';
import { startDemoServer } from '@/lib/demo/server';

/** A demo server with a large, plain history in a process of its own; prints its address. */
const [builds, logBytes] = process.argv.slice(2).map(Number);
if (builds === undefined) throw new Error('usage: serve-bulk BUILDS [LOG_BYTES]');
const world = createBulkWorld({ builds, repos: 20, logBytes: logBytes ?? 0 });
const server = await startDemoServer({ world, now: () => new Date('2026-03-02T12:00:00Z') });
process.stdout.write(`${server.url}\n`);
