import { addTo, summaryTool } from './summary-tool';

const SUMMARY = /(?<!\d)\d{1,9} actionable tasks?: (.+)$/;
const RAN =
  /^(?:> Task :\S|BUILD (?:SUCCESSFUL|FAILED) in |:[\w:-]+(?: (?:UP-TO-DATE|FROM-CACHE|NO-SOURCE|SKIPPED))$)/;

/** gradle: tasks from its cache against tasks that it executed; those that were up to date were not looked up. */
export const gradle = summaryTool({
  name: 'gradle',
  kind: 'buildtool',
  starts: ['> Task :', 'BUILD ', ':'],
  ends: [' executed', ' up-to-date', ' from cache'],
  read(line, memory) {
    const summary = SUMMARY.exec(line);
    if (summary === null) {
      if (RAN.test(line)) memory.set('ran', 1);
      return null;
    }
    const parts = summary[1] ?? '';
    return { hits: countOf(parts, 'from cache'), misses: countOf(parts, 'executed') };
  },
  withoutSummary: () => ({ hits: null, misses: null }),
});

function countOf(parts: string, what: string): number {
  return Number(new RegExp(`(?<!\\d)(\\d{1,9}) ${what}`).exec(parts)?.[1] ?? 0);
}

const MISSED =
  /^Calculating task graph as .*(?:configuration cache (?:cannot|can't)|no cached configuration)/;
const ENTRY = /^Configuration cache entry (reused|stored|updated|discarded)/;

/**
 * gradle's configuration cache: the model of a whole build, found or computed. It says at the start what it
 * found, and at the end, where the start may have been quiet, what became of the entry.
 */
export const gradleConfiguration = summaryTool({
  name: 'gradle-configuration',
  kind: 'buildtool',
  starts: ['Reusing configuration cache', 'Calculating task graph as ', 'Configuration cache entry '],
  read(line, memory) {
    if (line.startsWith('Reusing configuration cache')) lookedUp(memory, 'hits');
    else if (MISSED.test(line)) lookedUp(memory, 'misses');
    const entry = ENTRY.exec(line)?.[1];
    // The end of a build says once more what its start said, unless that was quiet.
    if (entry !== undefined && !memory.delete('started'))
      addTo(memory, entry === 'reused' ? 'hits' : 'misses');
    return null;
  },
  withoutSummary(memory) {
    const hits = memory.get('hits') ?? 0;
    const misses = memory.get('misses') ?? 0;
    return hits + misses === 0 ? null : { hits, misses };
  },
});

function lookedUp(memory: Map<string, number>, what: 'hits' | 'misses'): void {
  addTo(memory, what);
  memory.set('started', 1);
}
