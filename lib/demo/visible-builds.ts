import type { DemoContent } from './demo-content';
import { LONG_LOGS, longLog } from './long-log';
import type { Misbehaviour } from './misbehaviour';
import { hashOf } from './random';

/** The builds of a server that may have been purged, restored from a backup, or be busy while it is listed. */
export class VisibleBuilds {
  #content: DemoContent;
  #misbehaviour: Misbehaviour = {};
  #revealed = new Map<string, number>();

  constructor(content: DemoContent) {
    this.#content = content;
  }

  misbehave(misbehaviour: Misbehaviour): void {
    this.#misbehaviour = misbehaviour;
    this.#revealed.clear();
  }

  /** Highest number that has been handed out. */
  counter(slug: string, at: Date): number {
    const hidden = (this.#misbehaviour.shiftPages?.hiddenBuilds ?? 0) - (this.#revealed.get(slug) ?? 0);
    const { before, kept, count } = this.#restoration(slug, at);
    return Math.max(0, kept + count - before - Math.max(0, hidden));
  }

  /** Lowest number that can still be read. */
  oldest(slug: string): number {
    return this.#misbehaviour.purgedBelow?.[slug] ?? 1;
  }

  /** A page of a list has been read: a few more builds have come in meanwhile. */
  reveal(slug: string): void {
    const { revealedPerRequest = 0 } = this.#misbehaviour.shiftPages ?? {};
    this.#revealed.set(slug, (this.#revealed.get(slug) ?? 0) + revealedPerRequest);
  }

  listedJson(slug: string, number: number, at: Date): string | null {
    return this.#read(slug, number, at, inner => this.#content.listedJson(slug, inner, at));
  }

  detailJson(slug: string, number: number, at: Date): string | null {
    return this.#read(slug, number, at, inner => this.#content.detailJson(slug, inner, at));
  }

  logJson(slug: string, number: number, stage: number, step: number, at: Date): string | null {
    const inner = this.#innerNumber(slug, number, at);
    const json = inner === null ? null : this.#content.logJson(slug, inner, stage, step, at);
    const { longLogs } = this.#misbehaviour;
    if (inner === null || json === null || longLogs === undefined) return json;
    const created = new Date(this.#content.createdS(slug, inner) * 1000);
    if (created < new Date(longLogs.from) || created >= new Date(longLogs.until)) return json;
    const draw = hashOf('long', slug, inner, stage, step);
    const how = LONG_LOGS[Math.floor(draw / longLogs.oneIn) % LONG_LOGS.length];
    return draw % longLogs.oneIn !== 0 || how === undefined ? json : longLog(json, how);
  }

  refOf(slug: string, number: number, at: Date): string {
    const inner = this.#innerNumber(slug, number, at);
    return inner === null ? '' : this.#content.refOf(slug, inner, at);
  }

  idOf(slug: string, number: number, at: Date): number {
    const inner = this.#innerNumber(slug, number, at);
    return inner === null ? 0 : this.#content.idOf(slug, inner, at);
  }

  #read(slug: string, number: number, at: Date, read: (inner: number) => string | null): string | null {
    const inner = this.#innerNumber(slug, number, at);
    if (inner === null) return null;
    const json = read(inner);
    if (json === null || inner === number) return json;
    const { before, kept } = this.#restoration(slug, at);
    return renumber(json, number, before, before - kept);
  }

  #innerNumber(slug: string, number: number, at: Date): number | null {
    if (number < this.oldest(slug) || number > this.counter(slug, at)) return null;
    const { before, kept } = this.#restoration(slug, at);
    return number <= kept ? number : number + before - kept;
  }

  /** Without a restoration nothing is lost: all that there is counts as kept. */
  #restoration(slug: string, at: Date): { before: number; kept: number; count: number } {
    const count = this.#content.buildCount(slug, at);
    const { restored } = this.#misbehaviour;
    if (restored === undefined) return { before: count, kept: count, count };
    const restoredAt = new Date(restored.at);
    if (at < restoredAt) return { before: count, kept: count, count };
    const before = this.#content.buildCount(slug, restoredAt);
    return { before, kept: Math.max(0, before - restored.lostBuilds), count };
  }
}

const HEAD = /^(\{"id":\d+,"repo_id":\d+,"trigger":"[^"]*",)"number":\d+(?:,"parent":(\d+))?/;

/** The same build under the number that it gets once a backup has been restored. */
function renumber(json: string, number: number, before: number, lost: number): string {
  return json.replace(HEAD, (_, head: string, parent: string | undefined) => {
    if (parent === undefined) return `${head}"number":${number}`;
    const moved = Number(parent) > before ? Number(parent) - lost : Number(parent);
    return `${head}"number":${number},"parent":${moved}`;
  });
}
