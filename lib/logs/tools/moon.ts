import { addTo, summaryTool } from './summary-tool';

const SUMMARY = /^Tasks: (?:(\d+) completed(?: \((\d+) cached\))?)?(?:, )?(?:(\d+) failed)?(?:,|$)/;
/** With a summary its count is of more than tasks, but each task has a line. */
const TASK = /^(?:pass|fail) RunTask\(\S{1,300}\) (?:\((cached)?)?/;
const ACTIONS = /^Actions: \d/;

/** moon: tasks from its cache, local or remote, against those that it ran. */
export const moon = summaryTool({
  name: 'moon',
  kind: 'buildtool',
  starts: ['Tasks: ', 'Actions: ', 'pass RunTask(', 'fail RunTask('],
  read(line, memory) {
    const task = TASK.exec(line);
    if (task !== null) {
      addTo(memory, task[1] === undefined ? 'misses' : 'hits');
      return null;
    }
    if (ACTIONS.test(line)) return readTasks(memory);
    const summary = SUMMARY.exec(line);
    if (summary === null || (summary[1] === undefined && summary[3] === undefined)) return null;
    const hits = Number(summary[2] ?? 0);
    return { hits, misses: Number(summary[1] ?? 0) - hits + Number(summary[3] ?? 0) };
  },
  withoutSummary: readTasks,
});

function readTasks(memory: ReadonlyMap<string, number>) {
  return memory.size === 0 ? null : { hits: memory.get('hits') ?? 0, misses: memory.get('misses') ?? 0 };
}
