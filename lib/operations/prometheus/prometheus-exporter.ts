import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { countOpenRuns, countRuns, RUN_BOUNDS_S, type RunCounts } from '@/lib/builds/running/run-counts';
import type { ReaderContext, SeriesBook } from '@/lib/weeks/reader';
import { readImportProgress, readMaintenance } from '../progress';
import { HeldCounts, StoredHistogram } from './stored-histogram';

/** Several scrapers cost no more than one. */
const KEPT_MS = 5_000;
/** More services than this have no label of their own. */
const MOST_NAMES = 200;
const OTHER = 'other';
const NAME = 'cicd_pipeline_name';
const STATE = 'cicd_pipeline_run_state';
const RESULT = 'cicd_pipeline_result';

type RunLabel = typeof NAME | typeof STATE | typeof RESULT;

/**
 * What Prometheus reads, computed from what is stored: whoever restarts this program, or runs two of it, gets the same
 * counters. Names are those of OpenTelemetry's conventions for CI/CD where there are any; a pipeline run is a build,
 * and the name of its pipeline the service.
 */
export class PrometheusExporter {
  private readonly registry = new Registry();
  private readonly held = new HeldCounts<RunLabel>();
  private readonly durations: StoredHistogram<RunLabel>;
  private readonly active = this.gauge('cicd_pipeline_run_active', 'Builds under way, by service.', [
    NAME,
    STATE,
  ]);
  private readonly workers = this.gauge('cicd_worker_count', 'Runners at work.', ['cicd_worker_state']);
  private readonly errors: Counter<typeof NAME | 'error_type'>;
  private readonly stored = this.gauge('buildhours_import_builds_stored', 'Builds that are stored.');
  private readonly toGo = this.gauge(
    'buildhours_import_builds_to_go',
    'Builds that are known of and not stored yet.',
  );
  private readonly logsToGo = this.gauge('buildhours_import_logs_to_go', 'Logs that are still to be read.');
  private readonly repos = this.gauge(
    'buildhours_import_repositories',
    'Repositories, by whether all is stored.',
    ['state'],
  );
  private readonly pollers = this.gauge('buildhours_pollers', 'Pollers at work.');
  private readonly heartbeat = this.gauge(
    'buildhours_poller_heartbeat_timestamp_seconds',
    'When a poller last gave a sign of life.',
  );
  private readonly weeksToPack = this.gauge(
    'buildhours_packing_weeks_to_go',
    'Weeks whose figures are to be made anew.',
  );
  private readonly packingLag = this.gauge(
    'buildhours_packing_lag_seconds',
    'For how long the oldest of these weeks has waited; 0: none does.',
  );
  private readonly daysToReplay = this.gauge(
    'buildhours_waiting_days_to_go',
    'Days of people whose hours lost are to be computed anew.',
  );
  private text: Promise<string> | null = null;
  private readAtMs = 0;

  constructor() {
    const registers = [this.registry];
    this.durations = new StoredHistogram({
      name: 'cicd_pipeline_run_duration_seconds',
      help: 'Builds that ended since Buildhours knows their repository, by service: in queue (pending), then to the end.',
      labelNames: [NAME, STATE, RESULT],
      bounds: RUN_BOUNDS_S,
      registers,
    });
    this.errors = new Counter({
      name: 'cicd_pipeline_run_errors_total',
      help: 'Builds that failed, or ended in error, since Buildhours knows their repository, by service.',
      labelNames: [NAME, 'error_type'],
      registers,
    });
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** The text of a scrape, at most some seconds old. */
  scrape(context: ReaderContext): Promise<string> {
    if (this.text === null || performance.now() - this.readAtMs > KEPT_MS) {
      this.readAtMs = performance.now();
      const text = this.read(context);
      this.text = text;
      // The next scrape tries again.
      text.catch(() => {
        if (this.text === text) this.text = null;
      });
    }
    return this.text;
  }

  private async read(context: ReaderContext): Promise<string> {
    const { book } = await context.source.open();
    const nameOf = boundedNames(book);
    this.showRuns(await countRuns(context), nameOf);
    await this.showOpenRuns(context, nameOf);
    await this.showUpkeep(context);
    return this.registry.metrics();
  }

  private showRuns(runs: readonly RunCounts[], nameOf: (service: string) => string): void {
    const held = this.held.hold(
      runs.map(({ service, state, result, counts, sumS }) => ({
        labels: { [NAME]: nameOf(service), [STATE]: state, ...(result === null ? {} : { [RESULT]: result }) },
        counts,
        sum: sumS,
      })),
    );
    this.durations.show(held);
    this.errors.reset();
    for (const { labels, counts } of held) {
      const { [NAME]: name, [RESULT]: result } = labels;
      if (name === undefined || (result !== 'failure' && result !== 'error')) continue;
      this.errors.inc(
        { [NAME]: name, error_type: result },
        counts.reduce((sum, count) => sum + count, 0),
      );
    }
  }

  private async showOpenRuns(context: ReaderContext, nameOf: (service: string) => string): Promise<void> {
    const { runs, busyWorkers } = await countOpenRuns(context);
    this.active.reset();
    for (const { service, state, count } of runs)
      this.active.inc({ [NAME]: nameOf(service), [STATE]: state }, count);
    this.workers.set({ cicd_worker_state: 'busy' }, busyWorkers);
  }

  private async showUpkeep({ source }: ReaderContext): Promise<void> {
    const progress = await readImportProgress(source.pool);
    this.stored.set(progress.buildsStored);
    this.toGo.set(progress.buildsToGo);
    this.logsToGo.set(progress.logsToGo);
    this.repos.set({ state: 'complete' }, progress.reposDone);
    this.repos.set({ state: 'importing' }, progress.reposTotal - progress.reposDone);
    const upkeep = await readMaintenance(source.pool);
    this.pollers.set(upkeep.pollers);
    // Null is unknown: 0 would be a heartbeat of 1970.
    this.heartbeat.remove();
    if (upkeep.heartbeatS !== null) this.heartbeat.set(upkeep.heartbeatS);
    this.weeksToPack.set(upkeep.weeksToPack);
    this.packingLag.set(upkeep.packingLagS);
    this.daysToReplay.set(upkeep.daysToReplay);
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}

/**
 * The label of each service: its name, or `other` beyond the first 200 that were ever seen. By age, so that a new
 * service never takes the label from an old one, whose counter would end.
 */
export function boundedNames({ series }: SeriesBook, most = MOST_NAMES): (service: string) => string {
  const firstSeen = new Map<string, number>();
  for (const { service, id } of series.values()) {
    if (service === null) continue;
    firstSeen.set(service, Math.min(id, firstSeen.get(service) ?? id));
  }
  const oldest = [...firstSeen].sort(([, one], [, other]) => one - other).slice(0, most);
  const kept = new Set(oldest.map(([service]) => service));
  return service => (kept.has(service) ? service : OTHER);
}
