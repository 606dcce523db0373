/** How the pipelines of a repository are cut; `graph` has steps side by side. */
export type Shape = 'serial' | 'graph' | 'chain' | 'architectures' | 'service-steps' | 'service-pipelines';
/** What a build is for decides which steps it has. */
export type BuildClass = 'push' | 'pull' | 'promote';

export interface StepTemplate {
  name: string;
  kind: StepKind;
  seconds: number;
  /** Chance to be the one that fails, in proportion to the others. */
  failWeight: number;
  /** In pull requests too. */
  always: boolean;
  /** Steps of one lane run one after the other, lanes side by side; null: before or behind all lanes. */
  lane: number | null;
}

type StepKind =
  | 'clone'
  | 'service'
  | 'cache'
  | 'install'
  | 'lint'
  | 'audit'
  | 'test'
  | 'integration'
  | 'build'
  | 'docker'
  | 'push'
  | 'deploy'
  | 'notify';

export interface PipelineTemplate {
  name: string;
  /** Runs once the one before has ended. */
  chained: boolean;
  always: boolean;
  /** Index into SERVICES. */
  service: number | null;
  steps: StepTemplate[];
}

export const SERVICES = ['api', 'web', 'worker', 'billing', 'search', 'auth', 'mailer', 'admin'] as const;

function step(
  name: string,
  kind: StepKind,
  seconds: number,
  failWeight: number,
  lane: number | null = null,
): StepTemplate {
  return { name, kind, seconds, failWeight, always: kind !== 'push', lane };
}

const CLONE = step('clone', 'clone', 4, 0);
const DATABASE = step('database', 'service', 1, 0);
const RESTORE = step('restore-cache', 'cache', 5, 0);
const INSTALL = step('install', 'install', 30, 4);
const LINT = step('lint', 'lint', 24, 14, 0);
const UNIT_TEST = step('unit-test', 'test', 88, 46, 1);
const INTEGRATION_TEST = step('integration-test', 'integration', 96, 22, 2);
/** Its failure is ignored. */
const AUDIT = step('audit', 'audit', 18, 0, 3);
const BUILD = step('build', 'build', 42, 10);
const IMAGE = step('image', 'docker', 58, 4);
const PUSH = step('push', 'push', 14, 0);
const NOTIFY = step('notify', 'notify', 2, 0);

const CHECKS = [LINT, UNIT_TEST, INTEGRATION_TEST];

function whole(checks: StepTemplate[]): StepTemplate[] {
  return [CLONE, DATABASE, RESTORE, INSTALL, ...checks, BUILD, IMAGE, PUSH, NOTIFY];
}

function pipeline(name: string, steps: StepTemplate[], rest: Partial<PipelineTemplate> = {}) {
  return { name, chained: false, always: true, service: null, steps, ...rest };
}

function serial(steps: StepTemplate[]): StepTemplate[] {
  return steps.map(one => ({ ...one, lane: null }));
}

function serviceSteps(service: string, lane: number): StepTemplate[] {
  return [
    step(`${service}-build`, 'build', 40, 10, lane),
    step(`${service}-test`, 'test', 84, 40, lane),
    step(`${service}-image`, 'docker', 52, 6, lane),
    step(`${service}-push`, 'push', 12, 0, lane),
  ];
}

const ONE_ARCHITECTURE = serial([CLONE, INSTALL, UNIT_TEST, BUILD, IMAGE, PUSH]);

/** What runs at a push or a pull request. */
export const PIPELINES: Record<Shape, PipelineTemplate[]> = {
  serial: [pipeline('default', serial(whole(CHECKS)))],
  graph: [pipeline('default', whole([...CHECKS, AUDIT]))],
  chain: [
    pipeline('test', serial([CLONE, DATABASE, INSTALL, ...CHECKS]), { chained: true }),
    pipeline('build', [CLONE, BUILD, IMAGE], { chained: true }),
    pipeline('publish', [CLONE, PUSH, NOTIFY], { chained: true, always: false }),
  ],
  architectures: [pipeline('linux-amd64', ONE_ARCHITECTURE), pipeline('linux-arm64', ONE_ARCHITECTURE)],
  'service-steps': [
    pipeline('default', [CLONE, step('changes', 'cache', 3, 0), ...SERVICES.flatMap(serviceSteps)]),
  ],
  'service-pipelines': SERVICES.map((service, index) =>
    pipeline(service, serial([CLONE, BUILD, UNIT_TEST, IMAGE, PUSH]), { service: index }),
  ),
};

/** What runs at a promotion, in every repository. */
export const DEPLOYMENT: PipelineTemplate[] = [
  pipeline('deploy', [
    CLONE,
    step('deploy', 'deploy', 38, 60),
    step('smoke-test', 'integration', 16, 40),
    NOTIFY,
  ]),
];
