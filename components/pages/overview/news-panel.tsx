'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilterContext } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { costOf, sizeOf, subjectOf, whenOf } from '@/components/pages/changes/change-words';
import { changesOfPlace, NEWS_SOUGHT } from '@/components/panels/insights/changes-of-place';
import { directionOf } from '@/components/panels/insights/notable-changes';
import { Toned } from '@/components/panels/insights/verdict';
import { TitledPanel } from '@/components/ui/titled-panel';
import { formatCountOf } from '@/lib/format';
import { changesQuery, type News, newsOf } from '@/lib/insights/query';
import classes from './headlines.module.css';

const SHOWN = 3;

/** What got worse lately and nobody spoke of yet; nothing where nothing did. */
export function NewsPanel({ since }: { since: string }) {
  const { filter, page } = useFilterContext();
  const { data } = useSuspenseQuery(changesQuery(changesOfPlace(filter, since, NEWS_SOUGHT)));
  const link = useFilterLink();
  const news = newsOf(data.changes);
  if (news.length === 0) return null;
  const hidden = news.length - SHOWN;
  return (
    <TitledPanel title={news.every(({ change }) => change.isAlarm) ? 'Out of the usual' : 'New regressions'}>
      <ul className={classes.news}>
        {news.slice(0, SHOWN).map(one => (
          <NewsItem key={one.change.id} news={one} />
        ))}
      </ul>
      {hidden > 0 && (
        <p className={classes.more}>
          <Link
            href={link('/changes', { ...page.fixed }, [], { direction: 'worse', state: 'new' })}
            prefetch={false}
          >
            and {hidden} more
          </Link>
        </p>
      )}
    </TitledPanel>
  );
}

function NewsItem({ news: { change, others } }: { news: News }) {
  const { page } = useFilterContext();
  const link = useFilterLink();
  const { word, tone } = directionOf(change);
  const cost = costOf(change);
  const also = others.filter(({ kind }) => kind !== change.kind);
  return (
    <li>
      <Link href={link('/changes', { ...page.fixed }, [], { open: change.id })} prefetch={false}>
        {subjectOf(change)}
      </Link>{' '}
      <Toned tone={tone}>{word}</Toned> {whenOf(change)}: {sizeOf(change)}
      {cost !== null && <>, {cost}</>}
      {also.map(other => (
        <span key={other.id} className={classes.also}>
          {' '}
          · {other.kind === 'cache' ? 'its cache' : other.kind} {sizeOf(other)}
        </span>
      ))}
      {change.isAlarm && (
        <span className={classes.also}> · seen on that day alone, it may still prove to be nothing</span>
      )}
      <span className={classes.also}> · {formatCountOf(change.suspectCount, 'suspect')}</span>
    </li>
  );
}
