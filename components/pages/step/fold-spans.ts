import type { MetricRows } from '@/lib/metrics/query';

type Span = MetricRows['step-spans'];

export interface FoldedSpan {
  span: Span;
  /** How many stand in it. */
  folded: number;
}

/** What differs from run to run in one and the same command, the longer forms first. */
const VARYING: ReadonlyArray<readonly [pattern: RegExp, mark: string]> = [
  [/(\/private)?\/(tmp|var\/folders)\/[^\s'":;]+/g, '<temp>'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\bsha256:[0-9a-f]+/gi, '<hash>'],
  [/\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,64}\b/gi, '<hash>'],
  [/\bv?\d+(\.\d+)+([-.]?(alpha|beta|rc|pre|dev|snapshot)[.-]?\d*)?/gi, '<version>'],
  [/\d+/g, '<n>'],
];

function patternOf(label: string): string {
  return VARYING.reduce((text, [pattern, mark]) => text.replace(pattern, mark), label);
}

/**
 * Commands that differ in numbers, hashes, versions or temporary paths only, as one row that bears the name of the
 * longest of them; pulls and layers stay as they are. Percentiles of several cannot be told from those of each: null.
 */
export function foldSpans(spans: readonly Span[]): FoldedSpan[] {
  const groups = new Map<string, Span[]>();
  for (const span of spans) {
    const { kind, label } = span;
    const key = `${kind} ${kind === 'command' && label !== null ? patternOf(label) : label}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [span]);
    else group.push(span);
  }
  return [...groups.values()]
    .flatMap(group => joined(group) ?? [])
    .sort(
      (a, b) =>
        Number(a.span.label === null) - Number(b.span.label === null) || b.span.totalMs - a.span.totalMs,
    );
}

function joined(group: readonly Span[]): FoldedSpan | null {
  const [longest, ...others] = [...group].sort((a, b) => b.totalMs - a.totalMs);
  if (longest === undefined) return null;
  if (others.length === 0) return { span: longest, folded: 1 };
  const sum = (of: (span: Span) => number) => group.reduce((total, span) => total + of(span), 0);
  const span: Span = {
    ...longest,
    n: sum(one => one.n),
    timed: sum(one => one.timed),
    totalMs: sum(one => one.totalMs),
    hits: sum(one => one.hits),
    misses: sum(one => one.misses),
    missMs: sum(one => one.missMs),
    firstMisses: sum(one => one.firstMisses),
    p50Ms: null,
    p90Ms: null,
  };
  return { span, folded: group.length };
}
