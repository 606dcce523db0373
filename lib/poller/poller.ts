import { setTimeout as sleep } from 'node:timers/promises';
import { CiReplacedError, CiTokenError, CiUnreachableError } from '@/lib/ci/ci-errors';
import type { CiClient, CiIdentity } from '@/lib/ci/ci-server';
import { databaseTrouble } from '@/lib/db/database-trouble';
import { storableMessage } from '@/lib/db/storable-text';
import { widenAllTables, widenTables } from '@/lib/db/widen-tables';
import { OtherServersListError, storeListedRepos } from '@/lib/import/discover-repos';
import { describeEnd, endMissingRepos, endRepo } from '@/lib/import/gone-repos';
import { importRepo } from '@/lib/import/import-repo';
import { moveKeptFrom } from '@/lib/import/kept-builds';
import { applyLogPolicy } from '@/lib/import/log-policy';
import { type LogTodo, releaseLogs, relistLogs, wakeLogs } from '@/lib/import/log-todo';
import { readLogs } from '@/lib/import/read-logs';
import { isSameRepo, recogniseServer, startAnew } from '@/lib/import/recognise-server';
import { takeHints } from '@/lib/import/repo-hints';
import {
  LeaseLostError,
  type RepoLease,
  releaseLease,
  releaseLeasesOf,
  takeLease,
} from '@/lib/import/repo-lease';
import {
  ensureServer,
  recordDiscovery,
  recordServerError,
  setPublicUrl,
  takeDiscovery,
} from '@/lib/import/server-row';
import { Deliverer } from '@/lib/reports/delivery/deliverer';
import { limitSignal } from '@/lib/time/limited-signal';
import { HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import type { DatabaseOutage } from './database-outage';
import { discoveryPauseMs } from './discovery-pause';
import type { PollerHeartbeat } from './poller-heartbeat';
import type { PollerOptions, PollReport } from './run-poller';
import type { SteadyClock } from './steady-clock';
import { TimesAhead } from './times-ahead';
import { type TroubledKind, TroubleLines } from './trouble-lines';
import { Upkeep, type UpkeepTimes } from './upkeep';

const ERRORS_KEPT = 20;
/** Turns at a time: while one stores, the others keep the server's eight places busy. */
const TURNS_AT_ONCE = 4;
const LOG_READERS = 2;
/** Of the pool, beside turns and readers: two that pack, and one that tells that we are alive. */
const CONNECTIONS_BESIDE = 3;
const IDLE_MS = 1_000;
/** Webhooks are looked for this often, also while turns are taken. */
const HINTS_EVERY_MS = 1_000;
const RETRY_SERVER_MS = 5_000;

/** By what a poller is known to live, and what it knows of its database. */
export interface PollerLife {
  id: string;
  heartbeat: PollerHeartbeat;
  outage: DatabaseOutage;
  clock: SteadyClock;
}

/** The loop of one poller: look for new builds, then take turns until there is nothing to do or look again. */
export class Poller {
  readonly report: Omit<PollReport, 'upkeep'> = {
    reposSeen: 0,
    buildsStored: 0,
    buildsFailed: 0,
    reposFailed: 0,
    logsRead: 0,
    logsFailed: 0,
    errors: [],
  };
  /** By performance.now(), as all that is waited for: the clock may be set. */
  private nextDiscoveryMs = 0;
  private nextHintsMs = 0;
  private nextKeptMs = 0;
  /** How long the last look that listed repositories took. */
  private lastLookMs: number | null = null;
  private serverFailed = false;
  private serverId: number;
  /** Which server answers was told by what it holds. */
  private isRecognised = false;
  private claimsLeft: LogTodo[] = [];
  private readonly upkeep: Upkeep;
  private readonly timesAhead: TimesAhead;
  private readonly lines = new TroubleLines(line => this.options.logger.warn(line));

  constructor(
    private readonly options: PollerOptions,
    private readonly client: CiClient,
    private readonly server: { url: string; serverId: number },
    private readonly life: PollerLife,
  ) {
    this.upkeep = new Upkeep(options, () => life.clock.now());
    this.timesAhead = new TimesAhead(options.pool, life.clock);
    this.serverId = server.serverId;
    life.heartbeat.follow(server.serverId);
    life.heartbeat.tell(() => this.upkeep.trouble);
  }

  /** How long upkeep was at it, for those who measure. */
  get upkeepTimes(): UpkeepTimes {
    return this.upkeep.times;
  }

  async run(): Promise<void> {
    const { once, signal, pool, delivery } = this.options;
    const { signal: whileRunning, abort: endOthers, release } = limitSignal(signal, null);
    const noteError = (error: Error) => {
      if (this.life.outage.note(error) === null) this.noteError(error.message);
    };
    const beside = once
      ? []
      : [this.upkeep.run(whileRunning, noteError), this.widen(whileRunning, noteError)];
    if (!once && delivery !== undefined) {
      beside.push(
        new Deliverer({ pool, options: delivery, now: () => this.life.clock.now() }).run(
          whileRunning,
          noteError,
        ),
      );
    }
    const kept = Promise.all(beside);
    try {
      await this.follow();
      if (once) {
        await this.upkeep.finish(signal);
        await this.widenOnce(signal, noteError);
      }
    } finally {
      endOthers();
      await kept;
      release();
    }
  }

  /** After an update. */
  private widen(signal: AbortSignal, onError: (error: Error) => void): Promise<void> {
    const { pool } = this.options;
    return widenAllTables(pool, signal, { onWidened: tables => this.tellWidened(tables), onError });
  }

  /** As far as no other poller is at it. */
  private async widenOnce(signal: AbortSignal, onError: (error: Error) => void): Promise<void> {
    try {
      const widened = await widenTables(this.options.pool, signal);
      if (widened.length > 0) this.tellWidened(widened);
    } catch (error) {
      if (!signal.aborted) onError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private tellWidened(tables: string[]): void {
    this.options.logger.info(`numbers of 64 bits are stored now: ${tables.join(', ')}`);
  }

  private async follow(): Promise<void> {
    const { once, signal, logger } = this.options;
    let hasFailed = false;
    while (!signal.aborted) {
      try {
        if (hasFailed) await this.letGo();
        hasFailed = false;
        const goOn = await this.pass();
        if (once) return;
        if (!goOn) await this.pause(RETRY_SERVER_MS);
      } catch (error) {
        if (once || !(error instanceof Error)) throw error;
        // Most often the database is away for a while; all progress is in it, so the next pass goes on.
        hasFailed = true;
        const trouble = this.life.outage.note(error);
        if (trouble === null) logger.error(error.message);
        else await this.tellPages(trouble);
        await this.pause(RETRY_SERVER_MS);
      }
    }
  }

  /** What this poller was given just before the database went away would be nobody's for minutes. */
  private async letGo(): Promise<void> {
    await releaseLeasesOf(this.options.pool, this.life.id);
    await releaseLogs(this.options.pool, this.claimsLeft);
    this.claimsLeft = [];
  }

  /** Where little can still be written, as on a full disk, pages tell why nothing comes in. */
  private async tellPages(trouble: string): Promise<void> {
    await recordServerError(this.options.pool, this.serverId, trouble).catch(error =>
      this.life.outage.note(error),
    );
  }

  /** False when the CI server could not be read. */
  private async pass(): Promise<boolean> {
    // Whether it is time to ask the server stands in the database, too.
    const words = await this.timesAhead.look();
    if (words !== null) this.options.logger.warn(words);
    const answered = await this.discover();
    const turns = answered ? await this.runTurns() : 0;
    if (!answered || this.serverFailed) return false;
    if (turns === 0 && !this.options.once) await this.pause(IDLE_MS);
    return true;
  }

  /** Asks for identity and repositories when the interval is over. False when the server cannot be read. */
  private async discover(): Promise<boolean> {
    const { pool, intervalMs, once } = this.options;
    if (performance.now() < this.nextDiscoveryMs && !this.serverFailed) return true;
    const startMs = performance.now();
    try {
      const identity = await this.client.probe();
      const { serverTime } = identity;
      if (serverTime !== null) this.life.clock.tell('server', serverTime.time, serverTime.atMs);
      await this.recognise();
      let pauseMs = intervalMs;
      if (once || (await takeDiscovery(pool, this.serverId, intervalMs))) {
        await this.listRepos(identity);
        const tookMs = performance.now() - startMs;
        pauseMs = discoveryPauseMs({ tookMs, beforeMs: this.lastLookMs, intervalMs });
        this.lastLookMs = tookMs;
      }
      this.nextDiscoveryMs = performance.now() + pauseMs;
      if (this.serverFailed) await wakeLogs(pool, this.serverId);
      this.serverFailed = false;
      return true;
    } catch (error) {
      if (this.options.signal.aborted) return false;
      if (databaseTrouble(error) !== null) throw error;
      await this.noteServerError(error);
      return false;
    }
  }

  /** Under which row the server is kept; a row may have gone since, or another server have come to its address. */
  private async recognise(): Promise<void> {
    const { pool, ci, ciPublicUrl = null, logPolicy, logger } = this.options;
    const { url } = this.server;
    const { kind } = ci;
    const serverId = await ensureServer(pool, kind, url);
    if (this.isRecognised && serverId === this.serverId) return;
    const found = await recogniseServer(pool, this.client, { serverId, kind, url });
    if (found.note !== null) logger.warn(found.note);
    this.serverId = found.serverId;
    this.isRecognised = true;
    this.nextKeptMs = 0;
    this.life.heartbeat.follow(found.serverId);
    await setPublicUrl(pool, found.serverId, ciPublicUrl);
    await relistLogs(pool, found.serverId, logPolicy);
  }

  private storeList() {
    const { pool } = this.options;
    const { client, serverId } = this;
    return storeListedRepos(pool, serverId, client.listRepos(), repo =>
      isSameRepo(pool, client, serverId, repo),
    );
  }

  /** What is stored under this address is of a server that is no more. */
  private async beginAnew(): Promise<null> {
    const { pool, ci, logger } = this.options;
    const found = await startAnew(pool, { serverId: this.serverId, kind: ci.kind, url: this.server.url });
    logger.warn(found.note);
    this.serverId = found.serverId;
    this.nextKeptMs = 0;
    this.life.heartbeat.follow(found.serverId);
    return null;
  }

  private async listRepos(identity: CiIdentity): Promise<void> {
    const { pool, logPolicy, logger } = this.options;
    const { client, serverId } = this;
    const seen = await this.storeList().catch((error: unknown) => {
      if (!(error instanceof OtherServersListError)) throw error;
      return this.beginAnew();
    });
    if (seen === null) return this.listRepos(identity);
    this.report.reposSeen = seen.followed.size;
    for (const { name, reason } of seen.odd) this.noteError(`${name} of the list of repositories: ${reason}`);
    const ended = await endMissingRepos(pool, client, serverId, seen.listed, identity.canListAll);
    for (const words of ended) logger.warn(words);
    // Before anything is asked of the first ones.
    if (performance.now() >= this.nextKeptMs) await this.moveKeptFrom();
    await applyLogPolicy(pool, serverId, logPolicy);
    await recordDiscovery(pool, serverId, identity, seen.odd);
  }

  /** It moves from week to week, and looking for it takes a second where there are tens of thousands of repositories. */
  private async moveKeptFrom(): Promise<void> {
    const { pool, keepBuildsDays = null } = this.options;
    const timeZone = await this.upkeep.readTimeZone();
    const now = this.life.clock.now();
    const hasMoved = await moveKeptFrom(pool, this.serverId, { keepDays: keepBuildsDays, timeZone, now });
    if (hasMoved) this.upkeep.purgeSoon();
    this.nextKeptMs = performance.now() + HOUR_MS;
  }

  /**
   * Builds and logs side by side, until nothing is due or the next discovery is. As long as logs are read, one lane goes
   * on looking for builds: webhooks may tell of some, and those that run are followed.
   *
   * @returns turns taken
   * @throws what ended one of the lanes, once all have ended: the next pass must not begin beside them
   */
  private async runTurns(): Promise<number> {
    const { once, signal } = this.options;
    let taken = 0;
    const failures: unknown[] = [];
    const lane = async (turn: () => Promise<boolean>, wait: () => Promise<boolean> = async () => false) => {
      const goesOn = () => failures.length === 0 && !this.serverFailed && !this.discoveryIsDue();
      try {
        while (!signal.aborted && goesOn()) {
          if (await turn()) taken += 1;
          else if (!(await wait())) return;
        }
      } catch (error) {
        failures.push(error);
      }
    };
    const readingLanes = () => Array.from({ length: LOG_READERS }, () => lane(() => this.turnOfLogs()));
    const allRead = Promise.all(readingLanes()).then(() => false);
    const whileReading = () => Promise.race([allRead, this.pause(IDLE_MS).then(() => true)]);
    const free = this.options.pool.options.max - LOG_READERS - CONNECTIONS_BESIDE;
    const builds = Array.from({ length: Math.max(1, Math.min(TURNS_AT_ONCE, free)) }, (_, index) =>
      lane(() => this.turnOfRepo(), index === 0 && !once ? whileReading : undefined),
    );
    await Promise.all([...builds, allRead]);
    // In one pass the last builds put their logs on the list after the readers found it empty.
    if (once) await Promise.all(readingLanes());
    if (failures.length > 0) throw failures[0];
    return taken;
  }

  private discoveryIsDue(): boolean {
    return !this.options.once && performance.now() >= this.nextDiscoveryMs;
  }

  private async turnOfRepo(): Promise<boolean> {
    if (performance.now() >= this.nextHintsMs) {
      this.nextHintsMs = performance.now() + HINTS_EVERY_MS;
      await takeHints(this.options.pool, this.serverId);
    }
    const lease = await takeLease(this.options.pool, this.serverId, this.life.id);
    if (lease === null) return false;
    try {
      const { client } = this;
      const timeZone = await this.upkeep.readTimeZone();
      const turn = await importRepo(
        { ...this.options, timeZone, client, now: () => this.life.clock.now() },
        lease,
      );
      this.life.heartbeat.count(turn.stored);
      this.report.buildsStored += turn.stored;
      this.report.buildsFailed += turn.failed;
      this.noteItems('build', turn.errors);
      await releaseLease(this.options.pool, lease, { again: turn.more ? 'now' : 'when due' });
    } catch (error) {
      await this.endFailedTurn(lease, error);
    }
    return true;
  }

  private async endFailedTurn(lease: RepoLease, error: unknown): Promise<void> {
    const { pool, signal, logger } = this.options;
    if (databaseTrouble(error) !== null) {
      await releaseLease(pool, lease, { again: 'now' });
      throw error;
    }
    if (error instanceof LeaseLostError) {
      logger.warn(error.message);
    } else if (signal.aborted) {
      await releaseLease(pool, lease, { again: 'now' });
    } else if (error instanceof CiReplacedError) {
      await endRepo(pool, lease.repoId, 'replaced');
      logger.warn(describeEnd(lease.slug, 'replaced'));
    } else if (error instanceof CiUnreachableError || error instanceof CiTokenError) {
      await releaseLease(pool, lease, { again: 'now' });
      await this.noteServerError(error);
    } else {
      const message = storableMessage(error);
      this.report.reposFailed += 1;
      this.noteError(`${lease.slug}: ${message}`);
      const retryAfterMs = Math.min(10_000 * 2 ** lease.failedTurns, 30 * MINUTE_MS);
      await releaseLease(pool, lease, { error: message, retryAfterMs });
    }
  }

  private async turnOfLogs(): Promise<boolean> {
    const { pool, signal } = this.options;
    try {
      const timeZone = await this.upkeep.readTimeZone();
      const onClaimsLeft = (todos: readonly LogTodo[]) => this.claimsLeft.push(...todos);
      const context = { pool, client: this.client, timeZone, signal, onClaimsLeft };
      const turn = await readLogs(context, this.serverId);
      if (turn === null) return false;
      this.report.logsRead += turn.read;
      this.report.logsFailed += turn.failed;
      this.noteItems('log', turn.errors);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      if (databaseTrouble(error) !== null) throw error;
      await this.noteServerError(error);
      return false;
    }
  }

  /** @throws what went wrong with writing it down: the database is away then, and that is the trouble to tell of */
  private async noteServerError(error: unknown): Promise<void> {
    const message = storableMessage(error);
    this.serverFailed = true;
    await recordServerError(this.options.pool, this.serverId, message);
    this.noteError(message);
  }

  private noteError(message: string): void {
    this.options.logger.warn(message);
    this.keepErrors([message]);
  }

  private noteItems(kind: TroubledKind, messages: readonly string[]): void {
    this.lines.note(kind, messages);
    this.keepErrors(messages);
  }

  private keepErrors(messages: readonly string[]): void {
    this.report.errors.push(...messages);
    this.report.errors.splice(0, this.report.errors.length - ERRORS_KEPT);
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.options.signal }).catch((error: unknown) => {
      if (!this.options.signal.aborted) throw error;
    });
  }
}
