import type { z } from 'zod';
import { formatDuration, formatRatio } from '@/lib/format';
import { type Change, type ChangesAnswer, changesSearchSchema } from '@/lib/insights/changes/change';
import { listChanges } from '@/lib/insights/changes/stored-changes';
import { answerComparison, compareSearchSchema } from '@/lib/insights/compare/compare-search';
import type { Comparison } from '@/lib/insights/compare/comparison';
import { type FixFirstAnswer, fixFirstSearchSchema } from '@/lib/insights/fix-first/finding';
import { listFindings } from '@/lib/insights/fix-first/stored-findings';
import { UnknownRangeError } from '@/lib/time/ranges';
import { askDatabase } from './ask-database';
import { MisuseError } from './explain-error';
import { renderTable } from './render-table';
import { writeJson, writeText } from './write-text';

/** Options as commander gives them: what was left out is not there. */
export type InsightOptions = Record<string, string | boolean | undefined>;

/** `buildhours compare`: two ranges or two filters side by side. @throws MisuseError when an option means nothing */
export async function runCompare({ json, ...options }: InsightOptions): Promise<void> {
  const search = readOptions(compareSearchSchema, options);
  const answer = await ask(context => answerComparison(context, search));
  print(json === true, answer, renderComparison);
}

/** `buildhours changes`: when it changed. @throws MisuseError when an option means nothing */
export async function runChanges({ json, ...options }: InsightOptions): Promise<void> {
  const search = readOptions(changesSearchSchema, options);
  const answer = await ask(context => listChanges(context, search));
  print(json === true, answer, renderChanges);
}

/** `buildhours fix-first`: what to fix first. @throws MisuseError when an option means nothing */
export async function runFixFirst({ json, ...options }: InsightOptions): Promise<void> {
  const search = readOptions(fixFirstSearchSchema, options);
  const answer = await ask(context => listFindings(context, search));
  print(json === true, answer, renderFindings);
}

function readOptions<Schema extends z.ZodObject>(schema: Schema, options: InsightOptions): z.infer<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const name = (key: PropertyKey) => String(key).replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
  throw new MisuseError(
    parsed.error.issues.map(({ path, message }) => `--${name(path[0] ?? '')} ${message}`).join('\n'),
  );
}

async function ask<Answer>(question: Parameters<typeof askDatabase<Answer>>[0]): Promise<Answer> {
  try {
    return await askDatabase(question);
  } catch (error) {
    if (error instanceof UnknownRangeError) throw new MisuseError(error.message);
    throw error;
  }
}

function print<Answer>(isJson: boolean, answer: Answer, render: (answer: Answer) => string): void {
  if (isJson) writeJson(JSON.stringify(answer));
  else writeText(render(answer));
}

function renderComparison({ before, after, sentence, of, failures, steps }: Comparison): string {
  const side = (pick: (side: Comparison['before']) => string) => [pick(before), pick(after)];
  const rows = [
    ['days', ...side(({ from, until }) => `${from} until ${until}`)],
    ['working days', ...side(({ workingDays }) => String(workingDays))],
    ['builds', ...side(({ buildCount }) => String(buildCount))],
    [of === 'wait' ? 'wait p50' : 'steps p50', ...side(({ p50Ms }) => formatDuration(p50Ms))],
    [of === 'wait' ? 'wait p90' : 'steps p90', ...side(({ p90Ms }) => formatDuration(p90Ms))],
    ['failed', ...side(({ failedRatio }) => formatRatio(failedRatio))],
  ];
  const clear = steps.filter(({ direction }) => direction === 'faster' || direction === 'slower');
  const named = clear.map(({ step, service, direction, p50BeforeMs, p50Ms }) => {
    return `${direction}: ${step} of ${service}, ${formatDuration(p50BeforeMs)} before, ${formatDuration(p50Ms)} after\n`;
  });
  const failed = failures === null ? null : [failures.interval.low, failures.interval.high];
  const moved =
    failed !== null && ((failed[0] ?? 0) > 0 || (failed[1] ?? 0) < 0) ? 'The failure rate changed.\n' : '';
  return `${sentence}\n\n${renderTable(['', 'before', 'after'], rows)}${named.length > 0 ? '\n' : ''}${named.join('')}${moved}`;
}

function renderChanges({ changes, repositories, searchedRepositories }: ChangesAnswer): string {
  const note =
    searchedRepositories < repositories
      ? `${searchedRepositories} of ${repositories} repositories are searched under the settings as they are.\n\n`
      : '';
  if (changes.length === 0) return `${note}No changes were found.\n`;
  const size = (value: number, kind: Change['kind']) =>
    kind === 'cache' ? formatRatio(value) : formatDuration(value);
  const rows = changes.map(
    ({ day, kind, service, repository, step, isWorse, before, after, hoursAWeek, state, label, isAlarm }) => [
      isAlarm ? `${day} (alarm)` : day,
      isWorse ? 'worse' : 'better',
      `${service ?? repository} ${step ?? ''}`.trim(),
      kind,
      size(before, kind),
      size(after, kind),
      hoursAWeek === null ? '–' : hoursAWeek.toFixed(1),
      state,
      label ?? '',
    ],
  );
  const head = ['since', '', 'where', 'what', 'before', 'after', 'h a week', 'state', 'command or layer'];
  return `${note}${renderTable(head, rows, { alignRight: [4, 5, 6] })}`;
}

function renderFindings({ findings, weeks, isOutdated }: FixFirstAnswer): string {
  if (weeks === null) return 'Nothing is computed yet: the poller does that once the history is in.\n';
  if (findings.length === 0)
    return `Nothing was found in the weeks from ${weeks.from} until ${weeks.until}.\n`;
  const rows = findings.map(
    ({ hoursAWeek, service, repository, step, title, advice, setAside, isWorthIt }) => [
      hoursAWeek === null ? 'not known' : hoursAWeek.toFixed(1),
      `${service ?? repository} ${step ?? ''}`.trim(),
      `${title}. ${setAside === null ? (isWorthIt ? advice : `(${advice})`) : `Set aside: ${setAside.reason}.`}`,
    ],
  );
  const note = isOutdated ? 'Of settings of before; the poller computes them anew.\n\n' : '';
  return `${note}${renderTable(['h a week', 'where', 'what'], rows, { alignRight: [0] })}`;
}
