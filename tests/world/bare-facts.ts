import type { BuildFact, StageFact, StepFact } from '@/lib/facts/build-fact';

const BARE_BUILD: Omit<BuildFact, 'number' | 'externalId' | 'createdAt'> = {
  parent: null,
  status: 'success',
  event: 'push',
  action: null,
  trigger: null,
  sender: null,
  authorLogin: null,
  authorName: null,
  authorEmail: null,
  ref: null,
  source: null,
  target: null,
  sourceRepo: null,
  beforeSha: null,
  afterSha: null,
  title: null,
  message: null,
  link: null,
  cron: null,
  deployTo: null,
  deployId: null,
  params: null,
  error: null,
  startedAt: null,
  finishedAt: null,
  updatedAt: null,
  version: 1,
  stages: [],
};

const BARE_STAGE: Omit<StageFact, 'number' | 'externalId' | 'name' | 'createdAt'> = {
  kind: null,
  type: null,
  status: 'success',
  error: null,
  errorIgnored: false,
  exitCode: 0,
  machine: null,
  os: null,
  arch: null,
  startedAt: null,
  stoppedAt: null,
  updatedAt: null,
  version: 1,
  onSuccess: true,
  onFailure: false,
  dependsOn: [],
  labels: null,
  steps: [],
};

const BARE_STEP: Omit<StepFact, 'number' | 'externalId' | 'name'> = {
  status: 'success',
  error: null,
  errorIgnored: false,
  exitCode: 0,
  startedAt: null,
  stoppedAt: null,
  version: 1,
  dependsOn: null,
  image: null,
  detached: null,
};

/** A build of which nothing is known but what is given: each field that tests do not speak of stands here once. */
export function bareBuild(
  fields: Partial<BuildFact> & Pick<BuildFact, 'number' | 'externalId' | 'createdAt'>,
): BuildFact {
  return { ...BARE_BUILD, ...fields };
}

export function bareStage(
  fields: Partial<StageFact> & Pick<StageFact, 'number' | 'externalId' | 'name' | 'createdAt'>,
): StageFact {
  return { ...BARE_STAGE, ...fields };
}

export function bareStep(
  fields: Partial<StepFact> & Pick<StepFact, 'number' | 'externalId' | 'name'>,
): StepFact {
  return { ...BARE_STEP, ...fields };
}
