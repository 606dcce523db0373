import type { Misbehaviour } from '@/lib/demo/misbehaviour';
import { type DemoServer, startDemoServer } from '@/lib/demo/server';
import type { WireBuild } from '@/lib/demo/wire';
import { createDemoWorld } from '@/lib/demo/world';
import { DAY_MS, HOUR_MS } from '@/lib/time/units';

const DAYS = 5;
const FRIDAY = 5;
const LOST_BUILDS = 5;
const LONG_LOG_ONE_IN = 6;

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
  private lasting: Pick<Misbehaviour, 'restored' | 'longLogs'> = {};

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

  /** What is wrong for a while; what was restored, or printed, stays so. */
  misbehave(misbehaviour: Misbehaviour): void {
    this.server.misbehave({ ...misbehaviour, ...this.lasting });
  }

  /** From now on until `calmDown` steps print millions of bytes, some of each build. */
  printMuch(): void {
    this.lasting.longLogs = { from: this.now, until: ORIGIN, oneIn: LONG_LOG_ONE_IN };
    this.misbehave({});
  }

  calmDown(): void {
    const { longLogs } = this.lasting;
    if (longLogs !== undefined) this.lasting.longLogs = { ...longLogs, until: this.now };
    this.misbehave({});
  }

  /** Of each repository the newest builds are lost, and their numbers are given to builds to come. */
  restore(): void {
    this.lasting.restored = { at: this.now, lostBuilds: LOST_BUILDS };
    this.misbehave({});
  }

  get buildCount(): number {
    return this.world.repos.reduce((sum, { slug }) => sum + this.world.builds(slug, this.now).length, 0);
  }

  /** What is to be stored, by repository: first of the server as it began, then as it was restored. */
  get truth(): ReadonlyArray<ReadonlyMap<string, WireBuild[]>> {
    const { restored } = this.lasting;
    const now = this.byRepo(this.now);
    if (restored === undefined) return [now];
    const before = this.byRepo(new Date(restored.at));
    const keptOf = (slug: string) => Math.max(0, (before.get(slug)?.length ?? 0) - restored.lostBuilds);
    const first = [...before].map(([slug, builds]): [string, WireBuild[]] => {
      const isKept = ({ number }: WireBuild) => number <= keptOf(slug);
      return [slug, [...(now.get(slug) ?? []).filter(isKept), ...builds.filter(build => !isKept(build))]];
    });
    const second = [...now].map(([slug, builds]): [string, WireBuild[]] => {
      const count = before.get(slug)?.length ?? 0;
      const lost = count - keptOf(slug);
      const renumbered = (number: number) => (number > count ? number - lost : number);
      return [
        slug,
        builds
          .filter(({ number }) => number > count)
          .map(build => ({
            ...build,
            number: renumbered(build.number),
            ...(build.parent === undefined ? {} : { parent: renumbered(build.parent) }),
          })),
      ];
    });
    return [new Map(first), new Map(second)];
  }

  private byRepo(at: Date): Map<string, WireBuild[]> {
    return new Map(this.world.repos.map(({ slug }) => [slug, this.world.builds(slug, at)]));
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
    this.running = await startDemoServer({
      world: this.world,
      port,
      now: () => this.now,
      misbehave: this.lasting,
    });
    this.port = this.running.port;
  }
}
