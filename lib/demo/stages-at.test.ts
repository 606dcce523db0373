import { describe, expect, it } from 'vitest';
import { MACHINES } from './machines';
import type { WireBuild, WireStage } from './wire';
import { createDemoWorld } from './world';

const origin = new Date('2026-03-11T14:20:00Z');
const world = createDemoWorld({ seed: 3, origin, weeks: 6 });
const all = world.repos.flatMap(repo =>
  world.builds(repo.slug, origin).map(build => ({ slug: repo.slug, build })),
);
const FARTHEST_AHEAD_S = Math.max(...Object.values(MACHINES).flatMap(pool => pool.map(({ skewS }) => skewS)));
const FINISHED = new Set(['success', 'failure', 'error', 'killed', 'skipped', 'declined']);

function seen(slug: string, number: number, atS: number): WireBuild {
  const build = world.build(slug, number, new Date(atS * 1000));
  if (build === null) throw new Error(`no build ${number} at ${atS}`);
  return build;
}

function finished(build: WireBuild): boolean {
  return FINISHED.has(build.status);
}

function find(want: (build: WireBuild) => boolean): { slug: string; build: WireBuild } {
  const found = all.find(({ build }) => want(build));
  if (found === undefined) throw new Error('the demo has no such build');
  return found;
}

function stagesOf(build: WireBuild): WireStage[] {
  return build.stages ?? [];
}

describe('a build as time goes by', () => {
  const sample = all.filter(({ build }) => build.finished > 0).filter((_, index) => index % 97 === 0);

  it('goes from pending over running to its end, and its versions only rise', () => {
    for (const { slug, build } of sample) {
      const ids = new Set<number>();
      const stepS = Math.max(1, Math.floor((build.finished - build.created) / 120));
      let [version, stepVersions] = [0, 0];
      for (let atS = build.created; atS < build.finished + 12; atS += stepS) {
        const now = seen(slug, build.number, atS);
        expect(now.version).toBeGreaterThanOrEqual(version);
        version = now.version;
        const steps = stagesOf(now).flatMap(stage => stage.steps ?? []);
        const sum = steps.reduce((total, step) => total + step.version, 0);
        expect(sum).toBeGreaterThanOrEqual(stepVersions);
        stepVersions = sum;
        for (const step of steps) ids.add(step.id);
        const latest = Math.max(
          now.started,
          now.finished,
          ...steps.map(step => step.stopped ?? step.started ?? 0),
        );
        expect(latest).toBeLessThanOrEqual(atS + 1 + FARTHEST_AHEAD_S);
        if (!finished(now)) expect(now.finished).toBe(0);
      }
      const end = stagesOf(build).flatMap(stage => stage.steps ?? []);
      expect(ids.size).toBe(end.length);
    }
  });

  it('does not change its row when a step does, nor `updated` when it ends', () => {
    const { slug, build } = find(one => one.status === 'success' && one.event === 'push' && one.finished > 0);
    const early = seen(slug, build.number, build.started + 5);
    const late = seen(slug, build.number, build.finished - 5);
    expect(early.status).toBe('running');
    expect(late.version).toBe(early.version);
    expect(late.stages).not.toEqual(early.stages);
    expect(build).toMatchObject({ version: 3, updated: build.started });
  });

  it('has no steps while a stage waits', () => {
    const { slug, build } = find(
      one => one.stages?.length === 3 && one.status === 'success' && one.started > one.created,
    );
    const start = seen(slug, build.number, build.created);
    expect(stagesOf(start).map(stage => stage.status)).toEqual([
      'pending',
      'pending',
      'waiting_on_dependencies',
    ]);
    expect(stagesOf(start).every(stage => stage.steps === undefined && stage.created === build.created)).toBe(
      true,
    );
  });
});

describe('traps', () => {
  it('a cancelled build is finished before its stages are', () => {
    const { slug, build } = find(one => one.status === 'killed' && one.stages?.[0]?.status === 'killed');
    const then = seen(slug, build.number, build.finished);
    expect(then.status).toBe('killed');
    expect(stagesOf(then).some(stage => stage.status === 'running')).toBe(true);
    expect(
      stagesOf(seen(slug, build.number, build.finished + 10)).every(stage => FINISHED.has(stage.status)),
    ).toBe(true);
    const killed = stagesOf(build).flatMap(stage => stage.steps ?? []);
    expect(killed.some(step => step.status === 'killed' && step.exit_code === 130)).toBe(true);
  });

  it('a declined build never starts and never finishes', () => {
    const { slug, build } = find(one => one.status === 'declined');
    expect(build).toMatchObject({
      started: 0,
      finished: 0,
      stages: [{ status: 'declined', started: 0, stopped: 0 }],
    });
    expect(seen(slug, build.number, build.created)).toMatchObject({
      status: 'pending',
      stages: [{ status: 'blocked' }],
    });
  });

  it('a build whose YAML is wrong has no stages and no trigger', () => {
    const { build } = find(one => one.status === 'error' && one.stages === undefined);
    expect(build).toMatchObject({ trigger: '', started: build.created, finished: build.created, version: 1 });
    expect(build.error).toMatch(/^yaml: /);
  });

  it('a skipped step has equal times that are not 0, and still names what it depends on', () => {
    const skips = (one: WireBuild) =>
      stagesOf(one)
        .flatMap(stage => stage.steps ?? [])
        .find(step => step.status === 'skipped');
    const { build } = find(one => one.status === 'failure' && skips(one)?.name === 'publish');
    const skipped = skips(build);
    expect(skipped?.started).toBeGreaterThan(0);
    expect(skipped?.stopped).toBe(skipped?.started);
    expect(skipped?.depends_on?.length).toBeGreaterThan(0);
  });

  it('a service lasts as long as its pipeline', () => {
    const { build } = find(
      one => one.status === 'success' && (one.stages?.[0]?.steps?.[1]?.detached ?? false),
    );
    const steps = build.stages?.[0]?.steps ?? [];
    expect(steps[1]?.stopped).toBe(Math.max(...steps.map(step => step.stopped ?? 0)));
  });

  it('one runner is behind: its stages start before their builds were created', () => {
    expect(
      all.some(({ build }) =>
        stagesOf(build).some(stage => stage.started > 0 && stage.started < build.created),
      ),
    ).toBe(true);
  });

  it('a step points at its stage by `step_id`', () => {
    for (const { build } of all.slice(0, 200)) {
      for (const stage of stagesOf(build)) {
        for (const step of stage.steps ?? []) expect(step.step_id).toBe(stage.id);
      }
    }
  });

  it('ids are never used twice', () => {
    const stages = all.flatMap(({ build }) => stagesOf(build));
    const steps = stages.flatMap(stage => stage.steps ?? []);
    expect(new Set(all.map(({ build }) => build.id)).size).toBe(all.length);
    expect(new Set(stages.map(stage => stage.id)).size).toBe(stages.length);
    expect(new Set(steps.map(step => step.id)).size).toBe(steps.length);
  });
});
