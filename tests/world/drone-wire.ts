/** Small payloads for tests, in the wire format: what Drone 2.25 always writes, and nothing more. */
export function sampleBuild(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 1001,
    repo_id: 7,
    trigger: '@hook',
    number: 1,
    status: 'success',
    event: 'push',
    action: '',
    created: 1_700_000_000,
    started: 1_700_000_001,
    finished: 1_700_000_300,
    updated: 1_700_000_001,
    version: 3,
    ...fields,
  };
}

export function sampleStage(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 31,
    build_id: 1001,
    number: 1,
    name: 'default',
    kind: 'pipeline',
    type: 'docker',
    status: 'success',
    errignore: false,
    exit_code: 0,
    os: 'linux',
    arch: 'amd64',
    started: 1_700_000_001,
    stopped: 1_700_000_299,
    created: 1_700_000_000,
    updated: 1_700_000_299,
    version: 4,
    on_success: true,
    on_failure: false,
    ...fields,
  };
}

export function sampleStep(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 501,
    step_id: 31,
    number: 1,
    name: 'clone',
    status: 'success',
    exit_code: 0,
    started: 1_700_000_001,
    stopped: 1_700_000_009,
    version: 4,
    ...fields,
  };
}

export function sampleRepo(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 7,
    namespace: 'acme',
    name: 'shop',
    slug: 'acme/shop',
    default_branch: 'main',
    visibility: 'private',
    active: true,
    timeout: 60,
    counter: 250,
    version: 3,
    ...fields,
  };
}
