import { summaryTool } from './summary-tool';

const SUMMARY = /\b\d+ actionable tasks?: (.+)$/;
const RAN =
  /^(?:> Task :\S|BUILD (?:SUCCESSFUL|FAILED) in |:[\w:-]+(?: (?:UP-TO-DATE|FROM-CACHE|NO-SOURCE|SKIPPED))$)/;

/** gradle: tasks from its cache against tasks that it executed; those that were up to date were not looked up. */
export const gradle = summaryTool({
  name: 'gradle',
  kind: 'buildtool',
  starts: '0123456789[>B:',
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
  return Number(new RegExp(`(\\d+) ${what}`).exec(parts)?.[1] ?? 0);
}
