import { describe, expect, it } from 'vitest';
import { DAY_S, isWeekend } from './calendar';
import type { WireBuild } from './wire';
import { createDemoWorld } from './world';

const origin = new Date('2026-03-11T14:20:00Z');
const originS = origin.getTime() / 1000;
const world = createDemoWorld({ seed: 7, origin });
const bySlug = new Map(world.repos.map(({ slug }) => [slug, world.builds(slug, origin)]));
const all = world.repos.flatMap(repo => (bySlug.get(repo.slug) ?? []).map(build => ({ repo, build })));

function hoursOn(hours: number): Date {
  return new Date(origin.getTime() + hours * 3_600_000);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
}

/** Median seconds of a step over the successful builds created in [from, to). */
function stepMedian(slug: string, step: string, fromS: number, toS: number): number {
  const builds = (bySlug.get(slug) ?? []).filter(build => build.created >= fromS && build.created < toS);
  const steps = builds.flatMap(build => (build.stages ?? []).flatMap(stage => stage.steps ?? []));
  const done = steps.filter(one => one.name === step && one.status === 'success');
  return medianOf(done.map(one => (one.stopped ?? 0) - (one.started ?? 0)));
}

describe('the same seed and origin', () => {
  const other = createDemoWorld({ seed: 7, origin });

  it('tell the same history, byte for byte', () => {
    for (const slug of ['storefront/catalog-api', 'platform/backbone']) {
      expect(other.buildCount(slug, origin)).toBe(world.buildCount(slug, origin));
      for (const number of [1, 400, world.buildCount(slug, origin)]) {
        expect(other.detailJson(slug, number, origin)).toBe(world.detailJson(slug, number, origin));
        expect(other.logJson(slug, number, 1, 3, origin)).toBe(world.logJson(slug, number, 1, 3, origin));
      }
    }
  });

  it('go on a week later where they stopped: what was finished stays as it was', () => {
    const weekOn = hoursOn(7 * 24);
    for (const { repo, build } of all.filter((_, index) => index % 7 === 0)) {
      if (build.finished === 0 || build.finished > originS - 60) continue;
      expect(other.build(repo.slug, build.number, weekOn)).toEqual(build);
    }
    const more = world.repos.reduce((sum, repo) => sum + other.buildCount(repo.slug, weekOn), 0);
    expect(more).toBeGreaterThan(all.length + 1000);
  }, 30_000);

  it('do not depend on the order of the questions', () => {
    const hurried = createDemoWorld({ seed: 7, origin, weeks: 2 });
    const patient = createDemoWorld({ seed: 7, origin, weeks: 2 });
    hurried.buildCount('storefront/cart-api', hoursOn(24 * 14));
    const at = hoursOn(5);
    const slug = 'storefront/cart-api';
    expect(hurried.builds(slug, at)).toEqual(patient.builds(slug, at));
  });

  it('differ from another seed', () => {
    const unlike = createDemoWorld({ seed: 8, origin, weeks: 1 });
    const same = createDemoWorld({ seed: 7, origin, weeks: 1 });
    expect(unlike.detailJson('platform/backbone', 1, origin)).not.toBe(
      same.detailJson('platform/backbone', 1, origin),
    );
  });
});

describe('volumes', () => {
  it('are those of 25 services, 20 developers and half a year', () => {
    expect(world.repos.filter(repo => repo.active).flatMap(repo => repo.services)).toHaveLength(25);
    expect(world.developers).toHaveLength(20);
    expect(new Set(world.developers.map(person => person.zone)).size).toBeGreaterThanOrEqual(4);
    expect(all.length).toBeGreaterThan(20_000);
    expect(all.length).toBeLessThan(30_000);
  });

  it('give each developer 5 to 10 builds on a working day', () => {
    const perDay = new Map<string, number>();
    for (const { build } of all) {
      if (build.event === 'cron' || build.sender.endsWith('[bot]')) continue;
      const day = Math.floor(build.created / DAY_S);
      if (isWeekend(day) || day >= Math.floor(originS / DAY_S)) continue;
      perDay.set(`${build.sender} ${day}`, (perDay.get(`${build.sender} ${day}`) ?? 0) + 1);
    }
    const counts = [...perDay.values()];
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...counts)).toBeLessThanOrEqual(10);
    expect(counts.length / 20 / 130).toBeGreaterThan(0.88);
  });

  it('have every kind of build', () => {
    const kinds = (key: 'status' | 'event') => new Set(all.map(({ build }) => build[key]));
    expect([...kinds('status')]).toEqual(
      expect.arrayContaining(['success', 'failure', 'error', 'killed', 'declined', 'pending', 'running']),
    );
    expect([...kinds('event')].sort()).toEqual([
      'cron',
      'custom',
      'promote',
      'pull_request',
      'push',
      'rollback',
      'tag',
    ]);
    const steps = all.flatMap(({ build }) => (build.stages ?? []).flatMap(stage => stage.steps ?? []));
    expect(steps.some(step => step.exit_code === 78 && step.status === 'success')).toBe(true);
    expect(steps.some(step => step.errignore === true && step.status === 'failure')).toBe(true);
    expect(steps.some(step => step.status === 'error' && step.exit_code === 255)).toBe(true);
    expect(steps.some(step => step.name === 'quotas-push')).toBe(true);
    const stuck = all.some(
      ({ build }) => build.status === 'killed' && build.finished - build.created > DAY_S,
    );
    expect(stuck).toBe(true);
  });

  it('begin with builds of about six minutes, that wait at busy hours', () => {
    const early = all.filter(({ build }) => build.created < world.firstDay.getTime() / 1000 + 28 * DAY_S);
    const pushes = early.filter(({ build }) => build.event === 'push' && build.status === 'success');
    const median = medianOf(pushes.map(({ build }) => build.finished - build.created));
    expect(median).toBeGreaterThan(300);
    expect(median).toBeLessThan(440);
    const queued = all.filter(({ build }) => build.started - build.created > 60 && build.event !== 'cron');
    expect(queued.length / all.length).toBeGreaterThan(0.03);
    expect(queued.length / all.length).toBeLessThan(0.25);
  });
});

describe('parents', () => {
  it('are older builds of the same repository, restarted or promoted', () => {
    const byNumber = new Map(all.map(({ repo, build }) => [`${repo.slug} ${build.number}`, build]));
    const children = all.filter(({ build }) => build.parent !== undefined);
    expect(children.length).toBeGreaterThan(500);
    for (const { repo, build } of children) {
      const parent: WireBuild | undefined = byNumber.get(`${repo.slug} ${build.parent}`);
      expect(parent?.after).toBe(build.after);
      expect(parent?.created).toBeLessThan(build.created);
      if (build.deploy_to === undefined) expect(parent?.event).toBe(build.event);
      if (build.status !== 'error') expect(build.trigger).toBe(build.sender);
    }
  });
});

describe('the story', () => {
  it.each(world.story)('$key shows in the steps that it names, and nowhere else', event => {
    const atS = event.at.getTime() / 1000;
    const spanS = event.kind === 'regression' ? 16 * DAY_S : 28 * DAY_S;
    const change = (slug: string, step: string) =>
      stepMedian(slug, step, atS, Math.min(originS, atS + spanS)) - stepMedian(slug, step, atS - spanS, atS);
    for (const slug of event.repos) {
      const sum = event.steps.reduce((total, step) => total + change(slug, step), 0);
      const [low, high] = [Math.abs(event.effectSeconds) * 0.3, Math.abs(event.effectSeconds) * 1.9];
      expect(Math.sign(sum)).toBe(Math.sign(event.effectSeconds));
      expect(Math.abs(sum)).toBeGreaterThan(low);
      expect(Math.abs(sum)).toBeLessThan(high);
    }
    expect(Math.abs(change('storefront/media-resizer', 'publish'))).toBeLessThan(6);
    expect(Math.abs(change('platform/notify-api', 'install'))).toBeLessThan(4);
  });

  it('takes about 5 s from every push of the runners that moved', () => {
    const moved = world.story.find(event => event.key === 'runners-moved');
    const atS = (moved?.at.getTime() ?? 0) / 1000;
    const changes = (moved?.repos ?? []).map(
      slug =>
        stepMedian(slug, 'publish', atS, atS + 28 * DAY_S) -
        stepMedian(slug, 'publish', atS - 28 * DAY_S, atS),
    );
    expect(medianOf(changes)).toBeGreaterThanOrEqual(-7);
    expect(medianOf(changes)).toBeLessThanOrEqual(-3);
  });

  it('has its regression nine working days before the origin', () => {
    const regression = world.story.find(event => event.kind === 'regression');
    expect(regression?.at.toISOString().slice(0, 10)).toBe('2026-02-26');
  });
});

describe('live', () => {
  it.each(['2026-03-11T14:20:00Z', '2026-03-14T23:40:00Z', '2026-03-15T05:00:00Z'])(
    'something comes in and runs within two minutes from %s on',
    text => {
      const start = new Date(text);
      const live = createDemoWorld({ seed: 7, origin: start, weeks: 2 });
      const startS = start.getTime() / 1000;
      const end = new Date(start.getTime() + 3 * 3_600_000);
      const builds = live.repos.flatMap(repo => live.builds(repo.slug, end));
      const arrivals = builds.map(build => build.created).filter(createdS => createdS > startS - 600);
      arrivals.sort((a, b) => a - b);
      const gaps = arrivals.slice(1).map((createdS, index) => createdS - (arrivals[index] ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(120);
      for (let atS = startS; atS < startS + 10_000; atS += 30) {
        const busy = builds.some(
          build =>
            build.started > 0 && build.started <= atS && (build.finished === 0 || build.finished > atS),
        );
        expect(busy).toBe(true);
      }
    },
  );
});
