import { formatDuration } from '@/lib/format';
import type { MetricRows } from '@/lib/metrics/query';
import { type FoldedSpan, foldSpans } from './fold-spans';
import { type ToolCache, toolCaches } from './span-cache';

type Span = MetricRows['step-spans'];

const SELDOM_CACHED = 0.5;

/** A command, pull or layer with its place in the step. */
export interface SpanShare {
  /** Of several that were folded, all together; its p50 is then not known. */
  span: Span;
  /** How many near-equal commands stand in this row. */
  folded: number;
  /** p50 in the range before; null where it did not run, or several are folded. */
  p50BeforeMs: number | null;
  /** p50 week by week; empty where it is not known, or several are folded. */
  weeksMs: ReadonlyArray<number | null>;
  /** Of the time of the step; null where that is not known. */
  share: number | null;
  /** Of the time of the step, what it took where it was not cached. */
  missShare: number | null;
  /** hits / (hits + misses); null where nothing tells. */
  hitRatio: number | null;
  /** The tool whose cache `hitRatio` is of, where the command itself is none. */
  tool: string | null;
}

export interface StepSpans {
  /** Logs that were read. */
  logs: number;
  /** Commands and pulls: side by side in time. */
  commands: SpanShare[];
  /** Layers, each within the command that builds it. */
  layers: SpanShare[];
  /** The layer that most often was the first one not cached. */
  firstMiss: { label: string; logs: number; ofLogs: number } | null;
}

/** Null: no log tells of anything. */
export function sumUpSpans(
  spans: readonly Span[],
  caches: ReadonlyArray<Pick<MetricRows['cache-steps'], 'kind' | 'tool' | 'hitRatio'>>,
  { before = [], recentCaches = caches, weekly = { weeks: [], rows: [] } }: SpanContext = {},
): StepSpans | null {
  const [first] = spans;
  if (first === undefined) return null;
  const labels = spans.filter(span => span.kind === 'command').flatMap(({ label }) => label ?? []);
  const tools = toolCaches(labels, caches);
  const recent = toolCaches(labels, recentCaches);
  const p50Before = new Map(before.map(span => [keyOf(span), span.p50Ms]));
  const weekP50 = new Map(weekly.rows.map(row => [`${keyOf(row)} ${row.week}`, row.p50Ms]));
  const weeksOf = (span: Span) => {
    const values = weekly.weeks.map(week => weekP50.get(`${keyOf(span)} ${week}`) ?? null);
    return values.some(value => value !== null) ? values : [];
  };
  const toShare = ({ span, folded }: FoldedSpan): SpanShare => ({
    ...shareOf(span, first.stepMs, tools.get(span.label ?? '') ?? null, recent.get(span.label ?? '') ?? null),
    folded,
    p50BeforeMs: folded > 1 ? null : (p50Before.get(keyOf(span)) ?? null),
    weeksMs: folded > 1 ? [] : weeksOf(span),
  });
  const rows = foldSpans(spans).map(toShare);
  return {
    logs: first.logs,
    commands: rows.filter(({ span }) => span.kind !== 'layer'),
    layers: rows.filter(({ span }) => span.kind === 'layer'),
    firstMiss: firstMissOf(spans),
  };
}

interface SpanContext {
  /** The same of the range before. */
  before?: readonly Span[];
  /** First days of some weeks, and the medians of spans in them. */
  weekly?: { weeks: readonly string[]; rows: ReadonlyArray<MetricRows['span-weeks']> };
  /** What tools found in the last days. */
  recentCaches?: ReadonlyArray<Pick<MetricRows['cache-steps'], 'kind' | 'tool' | 'hitRatio'>>;
}

function keyOf({ kind, label }: Pick<Span, 'kind' | 'label'>): string {
  return `${kind} ${label}`;
}

function shareOf(
  span: Span,
  stepMs: number | null,
  tool: ToolCache | null,
  recentTool: ToolCache | null,
): Omit<SpanShare, 'folded' | 'p50BeforeMs' | 'weeksMs'> {
  const lookups = span.hits + span.misses;
  // The log does not tell which part of a command its misses took: where the cache seldom hits, all of it is theirs.
  const stoppedHitting = lookups === 0 && recentTool !== null && recentTool.hitRatio < SELDOM_CACHED;
  const ofStep = (ms: number) => (stepMs === null || stepMs === 0 ? null : ms / stepMs);
  return {
    span,
    share: ofStep(span.totalMs),
    missShare: ofStep(stoppedHitting ? span.totalMs : span.missMs),
    hitRatio: lookups > 0 ? span.hits / lookups : (tool?.hitRatio ?? null),
    tool: lookups > 0 ? null : (tool?.tool ?? null),
  };
}

function firstMissOf(spans: readonly Span[]): StepSpans['firstMiss'] {
  const missing = spans.filter(span => span.firstMisses > 0).sort((a, b) => b.firstMisses - a.firstMisses);
  const label = missing[0]?.label ?? null;
  if (label === null) return null;
  const ofLogs = missing.reduce((sum, span) => sum + span.firstMisses, 0);
  return { label, logs: missing[0]?.firstMisses ?? 0, ofLogs };
}

/** What takes less than this share of the step is not worth a line of its own, */
const SMALL_SHARE = 0.01;
/** but so many lines are always shown. */
const LEAST_SHOWN = 3;

/** Those worth looking at, and the others. */
export function splitSmall(spans: readonly SpanShare[]): { shown: SpanShare[]; small: SpanShare[] } {
  const isSmall = (span: SpanShare, index: number) =>
    index >= LEAST_SHOWN && span.share !== null && span.share < SMALL_SHARE && span.span.firstMisses === 0;
  return {
    shown: spans.filter((span, index) => !isSmall(span, index)),
    small: spans.filter(isSmall),
  };
}

/** Of the step's time that is worth pointing at. */
const WORTH_SHARE = 0.1;

/**
 * What to look at first: what takes the most time, and what takes the most time because it is seldom cached; layers
 * rather than the command that builds them.
 */
export function spansToBlame({ commands, layers }: StepSpans): {
  longest: SpanShare | null;
  uncached: SpanShare | null;
} {
  const [longest = null] = commands;
  const uncached = [...commands, ...layers]
    .filter(
      ({ hitRatio, share }) => hitRatio !== null && hitRatio < SELDOM_CACHED && (share ?? 0) >= WORTH_SHARE,
    )
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
  return { longest, uncached: uncached[0] ?? null };
}

/** A command without the folder of its program: plugins print `/usr/local/bin/docker build …`. */
export function shortenCommand(label: string): string {
  return label.replace(/^\/(usr\/)?(local\/)?s?bin\/(?=\S)/, '');
}

/** The clock of a log has whole seconds: what it says takes none took less than one. */
export function formatSpan(ms: number | null): string {
  return ms === 0 ? '<1s' : formatDuration(ms);
}
