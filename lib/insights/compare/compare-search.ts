import { z } from 'zod';
import { KeptAnswers } from '@/lib/metrics/kept-answers';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { isDay } from '@/lib/time/days';
import { previousRange, resolveRange } from '@/lib/time/ranges';
import type { ReaderContext } from '@/lib/weeks/reader';
import { parseScope } from '../scope';
import { type CompareQuestion, compare } from './compare';
import type { Comparison } from './comparison';
import { rangeOf } from './range-of';
import type { SideQuestion } from './side';

const { team, service, repository, pipeline, step, branch, event, range } = metricFilterSchema.shape;
const other = (what: string) => `${what} of the side before, where it is another one`;
const runner = z.string().min(1).max(300).nullable().default(null);

/** What is compared, as it stands in the address: the side after, and in what the side before differs. */
export const compareSearchSchema = z.strictObject({
  range,
  team,
  service,
  repository,
  pipeline,
  step,
  branch,
  event,
  runner: runner.describe('A machine that ran the stages'),
  scope: z
    .string()
    .max(4000)
    .nullable()
    .default(null)
    .describe(
      'Several at once, with commas between them, such as service:shop/web,service:shop/api,step:publish; team, service, step and runner narrow it further',
    ),
  against: z
    .string()
    .max(40, 'is no range: it has more than 40 characters')
    .nullable()
    .default(null)
    .describe(
      'The range of the side before; left out: the one just before, or the same where the filters differ',
    ),
  againstTeam: team.describe(other('The team')),
  againstService: service.describe(other('The service')),
  againstRepository: repository.describe(other('The repository')),
  againstPipeline: pipeline.describe(other('The pipeline')),
  againstStep: step.describe(other('The step')),
  againstBranch: z
    .enum(['all', 'default', 'others'], {
      error: () => 'must be all, default (the default branch) or others',
    })
    .nullable()
    .default(null)
    .describe(other('The kind of branch')),
  againstEvent: event.unwrap().nullable().default(null).describe(other('The event')),
  againstRunner: runner.describe(other('The machine')),
  without: z
    .string()
    .refine(isDay, { error: 'must be a day such as 2026-03-02' })
    .nullable()
    .default(null)
    .describe('A day that belongs to neither side: the one of the change'),
  control: z
    .string()
    .max(4000)
    .default('suggested')
    .describe(
      'Services to hold it against, with commas between them; suggested: those on the same runners; none',
    ),
  seed: z.coerce
    .number({ error: () => 'must be a whole number from 0 to 4294967295' })
    .int({ error: () => 'must be a whole number from 0 to 4294967295' })
    .min(0, { error: () => 'must be a whole number from 0 to 4294967295' })
    .max(4_294_967_295, { error: () => 'must be a whole number from 0 to 4294967295' })
    .default(1)
    .describe('Of the bootstrap: the same seed draws the same days'),
});

export type CompareSearch = z.infer<typeof compareSearchSchema>;

const kept = new KeptAnswers<Comparison>();

/** What an address asks to be compared. @throws UnknownRangeError, ScopeError */
export async function answerComparison(context: ReaderContext, search: CompareSearch): Promise<Comparison> {
  return kept.get(context, search, async () => compare(context, await compareQuestionOf(context, search)));
}

/** @throws UnknownRangeError, ScopeError */
async function compareQuestionOf(context: ReaderContext, search: CompareSearch): Promise<CompareQuestion> {
  const { settings } = await context.source.open();
  const days = resolveRange(search.range, context.now, settings.hours.timeZone ?? context.timeZone);
  const isOtherService = [search.againstTeam, search.againstService, search.againstRepository].some(isGiven);
  const isOtherKind = [
    search.againstPipeline,
    search.againstStep,
    search.againstBranch,
    search.againstEvent,
  ].some(isGiven);
  const isOtherFilter = isOtherService || isOtherKind || isGiven(search.againstRunner);
  const after = sideOf(search, search.range);
  const before = sideOf(
    {
      ...search,
      team: search.againstTeam ?? search.team,
      service: search.againstService ?? search.service,
      repository: search.againstRepository ?? search.repository,
      pipeline: search.againstPipeline ?? search.pipeline,
      step: search.againstStep ?? search.step,
      branch: search.againstBranch ?? search.branch,
      event: search.againstEvent ?? search.event,
      runner: search.againstRunner ?? search.runner,
    },
    search.against ?? (isOtherFilter ? search.range : rangeOf(previousRange(days, search.range))),
  );
  return {
    before,
    after,
    likeness: { byService: !isOtherService, byKind: !isOtherKind },
    control: isOtherFilter ? null : controlOf(search.control),
    notControl: new Set(),
    seed: search.seed,
  };
}

function isGiven(value: string | null): boolean {
  return value !== null;
}

type Side = Pick<
  CompareSearch,
  | 'team'
  | 'service'
  | 'repository'
  | 'pipeline'
  | 'step'
  | 'branch'
  | 'event'
  | 'runner'
  | 'scope'
  | 'without'
>;

function sideOf(
  { team, service, repository, pipeline, step, branch, event, runner, scope: several, without }: Side,
  range: string,
): SideQuestion {
  const wide = parseScope(several === null ? [] : several.split(','));
  const list = (name: string | null, others: readonly string[]) => (name === null ? [...others] : [name]);
  const scope = {
    services: list(service, wide.services),
    teams: list(team, wide.teams),
    steps: list(step, wide.steps),
    runners: list(runner, wide.runners),
  };
  return { range, scope, repository, pipeline, branch, event, withoutDay: without };
}

function controlOf(text: string): CompareQuestion['control'] {
  if (text === 'suggested') return text;
  const services = text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  return text === 'none' || services.length === 0 ? null : services;
}
