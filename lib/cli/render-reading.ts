import { formatCount, formatDuration, formatRatio } from '@/lib/format';
import type { CacheCount, LogReading, LogSpan } from '@/lib/logs/log-reading';
import { renderTable } from './render-table';

/** The reading for other programs; keys are stable. */
export function readingAsJson({ lines, headTruncated, tailTruncated, spans, caches }: LogReading): string {
  return JSON.stringify({
    lines,
    headTruncated,
    tailTruncated,
    spans: spans.map(({ kind, label, text, tool, startSeconds, seconds, cache }) => ({
      kind,
      label,
      text,
      tool,
      startSeconds,
      seconds,
      cache,
    })),
    caches,
  });
}

/** The reading for people: what took the time, line ranges included, then what was cached. */
export function renderReading(reading: LogReading): string {
  return [summaryOf(reading), spansOf(reading), cachesOf(reading.caches)].join('\n');
}

function summaryOf({ lines, headTruncated, tailTruncated, spansDropped }: LogReading): string {
  const notes = [
    `${formatCount(lines)} ${lines === 1 ? 'line' : 'lines'}`,
    headTruncated ? 'the beginning is missing: what happened there is unknown' : null,
    tailTruncated ? 'the end is missing' : null,
    spansDropped > 0 ? `${formatCount(spansDropped)} further commands and layers are not listed` : null,
  ];
  return `${notes.filter(note => note !== null).join('; ')}\n`;
}

function spansOf({ spans }: LogReading): string {
  if (spans.length === 0) return 'No commands, layers or pulls.\n';
  const hasClock = spans.some(span => span.startSeconds !== null || span.seconds !== null);
  const table = renderTable(
    ['lines', 'start', 'time', 'cache', 'tool', 'what'],
    spans.map(span => [
      `${span.firstLine}–${span.lastLine}`,
      span.startSeconds === null ? '–' : formatDuration(span.startSeconds * 1000),
      timeOf(span),
      span.cache === 'unknown' ? '' : span.cache,
      span.tool ?? span.kind,
      `${span.parent === null ? '' : '  '}${span.text}`,
    ]),
    { alignRight: [1, 2] },
  );
  return hasClock
    ? table
    : `${table}This log has no clock, so times are known only where a tool prints them.\n`;
}

/** Drone's clock has whole seconds: 0 of them is less than one. */
function timeOf({ seconds }: LogSpan): string {
  if (seconds === null) return '–';
  return seconds < 1 ? '<1s' : formatDuration(seconds * 1000);
}

function cachesOf(caches: readonly CacheCount[]): string {
  if (caches.length === 0) return 'No tool that tells of a cache.\n';
  return renderTable(
    ['cache', 'tool', 'hits', 'misses', 'hit rate', 'not looked up', 'failed', 'unfinished'],
    caches.map(({ kind, tool, hits, misses, notLookedUp, failed, unfinished }) => [
      kind,
      tool,
      hits === null ? 'n/a' : formatCount(hits),
      misses === null ? 'n/a' : formatCount(misses),
      hits === null || misses === null || hits + misses === 0 ? '–' : formatRatio(hits / (hits + misses)),
      ...[notLookedUp, failed, unfinished].map(count => (count === 0 ? '' : formatCount(count))),
    ]),
    { alignRight: [2, 3, 4, 5, 6, 7] },
  );
}
