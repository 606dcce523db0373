import {
  type BuildClass,
  DEPLOYMENT,
  PIPELINES,
  type PipelineTemplate,
  type Shape,
  type StepTemplate,
} from './pipelines';

/** A step of every repository of one shape, as it stands in builds of one class; keys are column names. */
export interface PlannedStep {
  shape: Shape;
  has_database: boolean;
  class: BuildClass;
  seq: number;
  pipeline: string;
  chained: boolean;
  /** Only in builds whose commit touches this service. */
  service: number | null;
  /** The pipeline belongs to that service too. */
  of_service: boolean;
  pos: number;
  name: string;
  kind: string;
  /** 0: before all lanes, 1 and up: the lanes, TAIL: behind them. */
  place: number;
  depends_on: string[];
  seconds: number;
  /** Fails when the number drawn for the pipeline, or for the service touched first, lies in here. */
  fail_from: number;
  fail_to: number;
}

const CLASSES: readonly BuildClass[] = ['push', 'pull', 'promote'];
const TAIL = 100;

/** Every step that the shapes have. */
export function planSteps(): PlannedStep[] {
  const rows: PlannedStep[] = [];
  for (const shape of Object.keys(PIPELINES) as Shape[]) {
    for (const buildClass of CLASSES) {
      for (const hasDatabase of [false, true]) {
        pipelinesOf(shape, buildClass).forEach((pipeline, index) => {
          const frame = { shape, has_database: hasDatabase, class: buildClass, seq: index + 1 };
          const steps = pipeline.steps.filter(
            ({ kind, always }) =>
              (hasDatabase || kind !== 'service') && (always || buildClass !== 'pull' || !pipeline.always),
          );
          rows.push(...planPipeline(frame, pipeline, steps));
        });
      }
    }
  }
  return rows;
}

function pipelinesOf(shape: Shape, buildClass: BuildClass): PipelineTemplate[] {
  if (buildClass === 'promote') return DEPLOYMENT;
  return PIPELINES[shape].filter(({ always }) => always || buildClass !== 'pull');
}

type Frame = Pick<PlannedStep, 'shape' | 'has_database' | 'class' | 'seq'>;

function planPipeline(frame: Frame, pipeline: PipelineTemplate, steps: StepTemplate[]): PlannedStep[] {
  const firstLane = steps.findIndex(({ lane }) => lane !== null);
  const stepsTellServices = frame.shape === 'service-steps' && frame.class !== 'promote';
  return steps.map((step, index) => {
    const { lane } = step;
    const rivals = stepsTellServices ? steps.filter(other => other.lane === lane) : steps;
    const [failFrom, failTo] = shareOf(rivals, step);
    return {
      ...frame,
      pipeline: pipeline.name,
      chained: pipeline.chained,
      service: pipeline.service ?? (stepsTellServices ? lane : null),
      of_service: pipeline.service !== null,
      pos: index + 1,
      name: step.name,
      kind: step.kind,
      place: lane !== null ? lane + 1 : firstLane >= 0 && index > firstLane ? TAIL : 0,
      depends_on:
        firstLane >= 0 ? graphDependencies(steps, index) : steps.slice(index - 1, index).map(nameOf),
      seconds: step.seconds,
      fail_from: failFrom,
      fail_to: failTo,
    };
  });
}

function shareOf(rivals: StepTemplate[], step: StepTemplate): [number, number] {
  const total = rivals.reduce((sum, { failWeight }) => sum + failWeight, 0);
  const before = rivals.slice(0, rivals.indexOf(step)).reduce((sum, { failWeight }) => sum + failWeight, 0);
  return total === 0 ? [0, 0] : [before / total, (before + step.failWeight) / total];
}

/** In a graph nothing waits for what runs beside the others. */
function graphDependencies(steps: StepTemplate[], index: number): string[] {
  const step = steps[index];
  const before = steps.slice(0, index).filter(({ kind }) => kind !== 'service');
  const previous = before.at(-1);
  if (step === undefined || previous === undefined) return [];
  if (step.lane !== null) {
    const ahead = before.findLast(({ lane }) => lane === step.lane || lane === null);
    return ahead === undefined ? [] : [ahead.name];
  }
  if (previous.lane === null) return [previous.name];
  const lastOfLanes = new Map(before.map(({ lane, name }) => [lane, name]));
  lastOfLanes.delete(null);
  return [...lastOfLanes.values()];
}

function nameOf({ name }: StepTemplate): string {
  return name;
}
