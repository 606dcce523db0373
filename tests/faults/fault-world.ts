import { type DemoServer, startDemoServer } from '@/lib/demo/server';
import type { WireBuild } from '@/lib/demo/wire';
import { createDemoWorld } from '@/lib/demo/world';
import { DAY_MS, HOUR_MS } from '@/lib/time/units';

const DAYS = 5;
const FRIDAY = 5;

/** A Friday afternoon not long ago: what is under way for months is not looked at any more. */
function lastFriday(): Date {
  const day = new Date();
  day.setUTCHours(15, 30, 0, 0);
  const daysAgo = (day.getUTCDay() - FRIDAY + 7) % 7 || 7;
  return new Date(day.getTime() - daysAgo * DAY_MS);
}

const ORIGIN = lastFriday();

/** A Drone server whose clock the run moves: between faults it goes on, so that there always is something to import. */
export class FaultWorld {
  private readonly world = createDemoWorld({ seed: 11, origin: ORIGIN, weeks: 1 });
  private now = new Date(ORIGIN.getTime() - DAYS * DAY_MS);
  private running: DemoServer | null = null;

  static async start(): Promise<FaultWorld> {
    const world = new FaultWorld();
    await world.serve(0);
    return world;
  }

  get server(): DemoServer {
    if (this.running === null) throw new Error('the Drone server is down');
    return this.running;
  }

  /** So many hours later; the story has an end. */
  goOn(hours: number): void {
    this.now = new Date(Math.min(this.now.getTime() + hours * HOUR_MS, ORIGIN.getTime()));
  }

  goToEnd(): void {
    this.now = ORIGIN;
  }

  get buildCount(): number {
    return this.world.repos.reduce((sum, { slug }) => sum + this.world.builds(slug, this.now).length, 0);
  }

  get truth(): ReadonlyMap<string, WireBuild[]> {
    return new Map(this.world.repos.map(({ slug }) => [slug, this.world.builds(slug, this.now)]));
  }

  /** Old builds are deleted at the server, in each repository. */
  get purged(): Record<string, number> {
    return Object.fromEntries(this.world.repos.map(({ slug }) => [slug, 5]));
  }

  private port = 0;

  async down(): Promise<void> {
    await this.server.close();
    this.running = null;
  }

  async up(): Promise<void> {
    await this.serve(this.port);
  }

  private async serve(port: number): Promise<void> {
    this.running = await startDemoServer({ world: this.world, port, now: () => this.now });
    this.port = this.running.port;
  }
}
