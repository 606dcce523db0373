'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { type BuildDetail, buildQuery } from '@/lib/builds/query';
import { isUnderWay } from './build-status';

const WHILE_RUNNING_MS = 5_000;
/** Logs are read within a minute or two of the end of a build. */
const WHILE_READING_MS = 20_000;

export interface BuildPlace {
  /** namespace/name */
  repository: string;
  number: number;
}

/** The build that the page is of; asked again while it runs, and until its logs are read. */
export function useBuild({ repository, number }: BuildPlace): BuildDetail {
  const { data } = useSuspenseQuery({
    ...buildQuery(repository, number),
    refetchInterval: query => askAgainAfter(query.state.data ?? null),
  });
  if (data === null) throw new Error(`${repository} has no build ${number} any more`);
  return data;
}

function askAgainAfter(build: BuildDetail | null): number | false {
  if (build === null) return false;
  if (isUnderWay(build)) return WHILE_RUNNING_MS;
  const isRead = build.stages.every(stage =>
    stage.steps.every(({ inside }) => inside.state !== 'to-be-read' && inside.state !== 'not-ended'),
  );
  return isRead ? false : WHILE_READING_MS;
}
