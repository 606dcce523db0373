import { createHash, createHmac } from 'node:crypto';
import type { DemoContent } from './demo-content';
import type { WireRepo } from './wire';

export interface HookTarget {
  /** As in DRONE_WEBHOOK_ENDPOINT. */
  endpoint: string;
  secret: string;
}

const EVERY_MS = 1000;
const TIMEOUT_MS = 60_000;
/** At the start: of each repository's newest builds, those that run are followed. */
const NEWEST = 30;

/** Where a build stands, in what Drone tells of: its own status, and those of its steps. */
const STATUS = /"status":"([a-z_]+)"/g;
const OPEN = new Set(['pending', 'running', 'blocked', 'waiting_on_dependencies']);

/**
 * Drone's global webhook: a message when a build is created, and at each start and end of a step and of the build. One
 * after the other, without a second try, and whatever is answered.
 */
export class HookSender {
  /** By repository and number: what was told last of builds that are not over. */
  private readonly open = new Map<string, string>();
  private readonly counters = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;
  private sending: Promise<void> = Promise.resolve();
  private isBusy = false;

  constructor(
    private readonly content: DemoContent,
    private readonly now: () => Date,
    private readonly target: HookTarget,
  ) {
    this.look(() => undefined);
    this.timer = setInterval(() => this.tick(), EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.sending;
  }

  private tick(): void {
    if (this.isBusy) return;
    const messages: string[] = [];
    this.look(message => messages.push(message));
    this.isBusy = true;
    this.sending = this.sendAll(messages).finally(() => {
      this.isBusy = false;
    });
  }

  private look(tell: (message: string) => void): void {
    const at = this.now();
    for (const repo of this.content.repoList(at)) {
      const count = this.content.buildCount(repo.slug, at);
      const known = this.counters.get(repo.slug) ?? Math.max(0, count - NEWEST);
      const isFirstLook = !this.counters.has(repo.slug);
      this.counters.set(repo.slug, count);
      for (let number = known + 1; number <= count; number += 1) this.open.set(`${repo.slug}#${number}`, '');
      for (const key of this.open.keys()) {
        const [slug, number] = key.split('#');
        if (slug === repo.slug) this.follow(repo, Number(number), at, isFirstLook ? () => undefined : tell);
      }
    }
  }

  private follow(repo: WireRepo, number: number, at: Date, tell: (message: string) => void): void {
    const key = `${repo.slug}#${number}`;
    const build = this.content.detailJson(repo.slug, number, at);
    if (build === null) return;
    const statuses = [...build.matchAll(STATUS)].map(([, status = '']) => status);
    const told = this.open.get(key);
    const now = statuses.join(' ');
    if (told !== now) tell(messageOf(repo, build, told === '' ? 'created' : 'updated'));
    if (statuses.some(status => OPEN.has(status))) this.open.set(key, now);
    else this.open.delete(key);
  }

  private async sendAll(messages: readonly string[]): Promise<void> {
    for (const message of messages) await this.send(message);
  }

  private async send(body: string): Promise<void> {
    const { endpoint, secret } = this.target;
    const sent = fetch(endpoint, {
      method: 'POST',
      headers: signedHeaders(body, secret, new Date()),
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // As Drone does: whoever does not listen misses it.
    await sent.then(answer => answer.arrayBuffer()).catch(() => undefined);
  }
}

function messageOf(repo: WireRepo, build: string, action: 'created' | 'updated'): string {
  const system = { proto: 'http', host: 'drone.example', link: 'http://drone.example', version: '2.25.0' };
  return `{"event":"build","action":"${action}","repo":${JSON.stringify(repo)},"build":${build},"system":${JSON.stringify(system)}}`;
}

/** The headers that Drone signs a message with. */
export function signedHeaders(body: string, secret: string, at: Date): Record<string, string> {
  const digest = `SHA-256=${createHash('sha256').update(body).digest('base64')}`;
  const date = at.toUTCString();
  const signature = createHmac('sha256', secret).update(`date: ${date}\ndigest: ${digest}`).digest('base64');
  return {
    'Content-Type': 'application/json',
    'X-Drone-Event': 'build',
    Date: date,
    Digest: digest,
    Signature: `keyId="hmac-key",algorithm="hmac-sha256",signature="${signature}",headers="date digest"`,
  };
}
