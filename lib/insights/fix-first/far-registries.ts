import { entryOf } from '@/lib/entry-of';
import { hodgesLehmann } from '@/lib/stats/hodges-lehmann';
import { medianOf } from '@/lib/stats/quantiles';
import { buildsCandidate, type Candidate, candidate } from './candidate';
import { baseImageOf, does } from './commands';
import type { RepoEvidence, SpanEvidence, StepEvidence } from './step-evidence';

const REMEDY = 'registry far away';
const FAR_MS = 3000;
/** With three of each no interval of 95 % leaves out no difference. */
const FEWEST_PEERS = 4;
/** One alone does not tell how far those of a kind are from each other. */
const FEWEST_NEAR = 2;

/** What a step pushes, and from where. */
interface Push {
  step: StepEvidence;
  push: SpanEvidence;
  ms: number;
  /** Of machines. */
  group: string;
  /** The images that it is built on, which tell most of its size. */
  kind: string;
}

/**
 * Pushes from one group of machines take longer than from another: the registry is far from it. Images that are built on the
 * same ones are held against each other, since others are of another size; of the difference that is left nothing is said
 * but what its 95 % interval over the repositories says, and no more is promised than the least of it.
 */
export function findFarRegistries(
  repos: readonly RepoEvidence[],
  steps: readonly StepEvidence[],
): Candidate[] {
  const pushes = listPushes(repos, steps);
  const usual = mediansOfKinds(pushes, 1);
  const [nearest] = [...by(pushes, ({ group }) => group)]
    .map(([group, own]) => ({ group, own, over: excessByRepo(own, usual) }))
    .filter(({ over }) => over.length >= FEWEST_PEERS)
    .sort((a, b) => medianMs(a.over) - medianMs(b.over));
  if (nearest === undefined) return [];
  const near = mediansOfKinds(nearest.own, FEWEST_NEAR);
  return [...by(pushes, ({ group }) => group)].flatMap(([group, own]) => {
    const kinds = new Set(own.map(({ kind }) => kind));
    const left = excessByRepo(
      nearest.own.filter(({ kind }) => kinds.has(kind)),
      near,
    );
    const right = excessByRepo(own, near);
    if (group === nearest.group || Math.min(left.length, right.length) < FEWEST_PEERS) return [];
    const { low, high } = hodgesLehmann(left, right).interval;
    if (low < FAR_MS) return [];
    const [least, most] = [low, high].map(ms => Math.round(ms / 1000));
    const longer = least === most ? `${least} s` : `${least} to ${most} s`;
    const words = {
      title: `Pushes from ${group} take ${longer} longer than those of like images from ${nearest.group}`,
      advice: 'Move the runners to the region of the registry, or a mirror of it to theirs.',
    };
    // What was compared with nothing may be of any size.
    const compared = own.filter(({ kind }) => near.has(kind));
    const parts = compared.map(({ step, push, ms }) =>
      candidate(step, REMEDY, new Map([[step.series.id, Math.min(low, ms)]]), [push], words),
    );
    return together(group, compared, parts, repos, words);
  });
}

/** One thing to mend, whoever pushes: it stands for all of them. */
function together(
  group: string,
  pushes: readonly Push[],
  parts: readonly Candidate[],
  repos: readonly RepoEvidence[],
  words: { title: string; advice: string },
): Candidate[] {
  const ids = new Set(parts.map(({ repoId }) => repoId));
  const members = repos.filter(({ repoId }) => ids.has(repoId));
  const [first] = members;
  if (first === undefined) return [];
  const teams = new Set(members.map(({ team }) => team));
  const builds = members.reduce((sum, repo) => sum + repo.builds, 0);
  const owner = { ...first, builds, service: null, team: teams.size === 1 ? first.team : null };
  const cuts = parts.flatMap(({ cut }) => (cut.kind === 'steps' ? [...cut.msBySeries] : []));
  const spans = pushes.map(({ push }) => push);
  const whole = buildsCandidate(owner, REMEDY, { kind: 'steps', msBySeries: new Map(cuts) }, spans, words);
  const pool = `pushes from ${group}`;
  return [
    { ...whole, key: `registry-far-away.pool.${group}`, finding: { ...whole.finding, pool, isPool: true } },
    ...parts.map(part => ({ ...part, finding: { ...part.finding, pool } })),
  ];
}

/** Of steps whose logs tell what the image is built on: themselves, or the others of their service. */
function listPushes(repos: readonly RepoEvidence[], steps: readonly StepEvidence[]): Push[] {
  const groups = new Map(repos.map(({ repoId, machines }) => [repoId, machines]));
  const ownerOf = ({ series: { repoId, service } }: StepEvidence) => `${repoId} ${service ?? ''}`;
  const ofOwner = by(steps, ownerOf);
  return steps.flatMap(step => {
    const push = step.spans.find(({ kind, label }) => kind === 'command' && does.pushImage(label));
    const group = groups.get(step.series.repoId) ?? null;
    const kind = kindOf([step]) ?? kindOf(ofOwner.get(ownerOf(step)) ?? []);
    return push === undefined || push.meanMs === null || group === null || kind === null
      ? []
      : [{ step, push, ms: push.meanMs, group, kind }];
  });
}

/** Null: no log tells. */
function kindOf(steps: readonly StepEvidence[]): string | null {
  const images = steps.flatMap(({ spans }) => spans.flatMap(({ label }) => baseImageOf(label) ?? []));
  return images.length === 0 ? null : [...new Set(images)].sort().join(' ');
}

/** Milliseconds by kind, of those that so many repositories push. */
function mediansOfKinds(pushes: readonly Push[], fewestRepos: number): Map<string, number> {
  return new Map(
    [...by(pushes, ({ kind }) => kind)].flatMap(([kind, own]) => {
      const all = [...by(own, ({ step }) => step.series.repoId).values()].map(typicalMs);
      return all.length < fewestRepos ? [] : [[kind, medianMs(all)]];
    }),
  );
}

/** By how much the pushes of each repository lie above those of their kind; what one repository pushes is alike. */
function excessByRepo(pushes: readonly Push[], ofKinds: ReadonlyMap<string, number>): number[] {
  const over = pushes.flatMap(push => {
    const usual = ofKinds.get(push.kind);
    return usual === undefined ? [] : [{ ...push, ms: push.ms - usual }];
  });
  return [...by(over, ({ step }) => step.series.repoId).values()].map(typicalMs);
}

function typicalMs(pushes: readonly Push[]): number {
  return medianMs(pushes.map(({ ms }) => ms));
}

function medianMs(values: readonly number[]): number {
  return medianOf(Float64Array.from(values).sort());
}

function by<One, Key>(all: readonly One[], keyOf: (one: One) => Key): Map<Key, One[]> {
  const groups = new Map<Key, One[]>();
  for (const one of all) entryOf(groups, keyOf(one), () => []).push(one);
  return groups;
}
