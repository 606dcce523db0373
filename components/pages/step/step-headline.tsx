'use client';

import { useQuery, useSuspenseQueries } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { changesOfPlace } from '@/components/panels/insights/changes-of-place';
import { directionOf } from '@/components/panels/insights/notable-changes';
import { Toned } from '@/components/panels/insights/verdict';
import { formatCountOf } from '@/lib/format';
import { changePointsQuery, changesQuery } from '@/lib/insights/query';
import { metricQuery } from '@/lib/metrics/query';
import { describeLogChange, describeStepChange, headlineOf } from './headline-words';
import classes from './step-headline.module.css';

/** What changed since when, in a sentence, and what the logs and caches say of it. */
export function StepHeadline() {
  const filter = useFilter();
  const link = useFilterLink();
  const [{ data }, { data: steps }] = useSuspenseQueries({
    queries: [changesQuery(changesOfPlace(filter, null)), metricQuery('steps', filter)],
  });
  const { change, others } = headlineOf(data.changes, steps.days);
  const { data: evidence } = useQuery({ ...changePointsQuery(change?.id ?? ''), enabled: change !== null });
  if (change === null) {
    const isSearched = data.searchedRepositories >= data.repositories;
    return (
      <p className={classes.headline}>
        No change of this step was found in this range
        {!isSearched && '; not all history has been searched yet'}.
      </p>
    );
  }
  const { word, tone } = directionOf(change);
  const causes = (evidence?.logChanges ?? []).map(describeLogChange);
  return (
    <p className={classes.headline}>
      <strong>
        <Toned tone={tone}>{word}</Toned> {describeStepChange(change)}
      </strong>
      {causes.length > 0 && `; ${causes.join('; ')}`}.{' '}
      <span className={classes.about}>
        {change.isAlarm && 'The median of that day alone; it may still prove to be nothing. '}
        <Link href={link('/changes', placeOf(filter))} prefetch={false}>
          {others > 0 ? `Suspects, and ${formatCountOf(others, 'more change')}` : 'Suspects'}
        </Link>
      </span>
    </p>
  );
}

function placeOf({
  repository,
  pipeline,
  step,
}: {
  repository: string | null;
  pipeline: string | null;
  step: string | null;
}) {
  return { team: null, service: null, repository, pipeline, step };
}
