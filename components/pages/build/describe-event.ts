import { eventWord } from '@/components/pages/builds/event-word';
import type { BuildDetail } from '@/lib/builds/query';

type Built = Pick<BuildDetail, 'event' | 'branch' | 'target' | 'ref' | 'cron' | 'deployTo' | 'sha'>;

const SHORT_SHA = 8;

/** What made the server build, and from where: `pull request: fix/pool → main, 1a2b3c4d`. */
export function describeEvent(build: Built): string {
  const { event, sha } = build;
  const where = whereOf(build);
  const commit = sha === null || sha === '' ? '' : `, ${sha.slice(0, SHORT_SHA)}`;
  return `${eventWord(event)}${where === '' ? '' : `: ${where}`}${commit}`;
}

function whereOf({ event, branch, target, ref, cron, deployTo }: Built): string {
  if (event === 'tag' && ref !== null) return ref.replace(/^refs\/tags\//, '');
  const from = branch ?? target ?? '';
  const into = target !== null && branch !== null && target !== branch ? ` → ${target}` : '';
  const named = cron !== null && cron !== '' ? ` (${cron})` : '';
  const to = deployTo !== null && deployTo !== '' ? ` to ${deployTo}` : '';
  return `${from}${into}${named}${to}`;
}
