'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { useFilterLink } from '@/components/filters/filter-state';
import { ForRole } from '@/components/layout/access';
import classes from '@/components/panels/insights/insights.module.css';
import { directionOf } from '@/components/panels/insights/notable-changes';
import { Toned } from '@/components/panels/insights/verdict';
import { useExpanded } from '@/components/ui/use-expanded';
import { formatCountOf, formatInstant, formatWeekday } from '@/lib/format';
import type { Change } from '@/lib/insights/query';
import { pageLinks } from '@/lib/page-links';
import { ChangeActions } from './change-actions';
import { ChangeSuspects } from './change-suspects';
import { costBasisOf, costOf, isNew, sizeOf, subjectOf, whenOf } from './change-words';

interface ItemProps {
  change: Change;
  /** What else of one cause changed with it. */
  others: readonly Change[];
  /** Of the organisation, with its day that is not over yet. */
  timeZone: string;
  today: string;
}

/** One change: what, since when, by how much; its suspects on demand; what people say of it. */
export function ChangeItem({ change, others, timeZone, today }: ItemProps) {
  const link = useFilterLink();
  const [isExpanded, toggle] = useExpanded(change.id);
  const { word, tone } = directionOf(change);
  return (
    <li className={classes.item}>
      <div className={classes.itemHead}>
        <h3 className={classes.itemTitle}>
          {change.step !== null && change.pipeline !== null ? (
            <Link
              href={link(pageLinks.step(change.repository, change.pipeline, change.step))}
              prefetch={false}
            >
              {subjectOf(change)}
            </Link>
          ) : change.service !== null ? (
            <Link href={link(pageLinks.service(change.service))} prefetch={false}>
              {subjectOf(change)}
            </Link>
          ) : (
            subjectOf(change)
          )}{' '}
          <Toned tone={tone}>{word}</Toned>{' '}
          {(change.state !== 'new' || isNew(change, today)) && (
            <span className={classes.badge}>{change.state}</span>
          )}{' '}
          {change.isDrifting && <Drifting />}
        </h3>
        <div className={classes.size}>
          {costOf(change)}
          <div className={classes.basis}>{costBasisOf(change)}</div>
        </div>
      </div>
      <p className={classes.line}>
        {sizeOf(change)}, {whenOf(change)}
        {!change.isAlarm && change.hoursAWeek === null && (
          <span className={classes.dimmed}>; hours a week are not known</span>
        )}
      </p>
      {change.label !== null && (
        <p className={`${classes.line} ${classes.blamed}`}>
          <code title={change.label}>{change.label}</code>
        </p>
      )}
      {others.map(other => (
        <OtherChange key={other.id} change={other} first={change} timeZone={timeZone} />
      ))}
      <StateLine change={change} timeZone={timeZone} />
      <ChangeActions
        change={change}
        others={others}
        today={today}
        isExpanded={isExpanded}
        onToggle={toggle}
      />
      {isExpanded && <ChangeSuspects change={change} timeZone={timeZone} />}
    </li>
  );
}

/** What changed with it. Its range is another one, and so are its suspects: an address that opens it opens these. */
function OtherChange({ change, first, timeZone }: { change: Change; first: Change; timeZone: string }) {
  const [isExpanded, toggle] = useExpanded(change.id);
  return (
    <div>
      <p className={classes.line}>
        With it: {subjectOf(change)} {directionOf(change).word}, {sizeOf(change)}
        {change.day !== first.day && `, since ${formatWeekday(change.day)}`}{' '}
        <Button
          className={classes.inLine}
          size="compact-xs"
          variant="subtle"
          aria-expanded={isExpanded}
          onClick={toggle}
        >
          {isExpanded
            ? 'Hide these suspects'
            : `Suspects for the ${change.kind}: ${formatCountOf(change.suspectCount, 'build')}`}
        </Button>
      </p>
      {isExpanded && <ChangeSuspects change={change} timeZone={timeZone} />}
    </div>
  );
}

function Drifting() {
  return (
    <span className={classes.badge} title="More than four changes in 90 days: single ones say little">
      drifting
    </span>
  );
}

/** Who said what of it, and when. */
function StateLine({ change: { state, mark }, timeZone }: { change: Change; timeZone: string }) {
  if (state === 'new') return null;
  const who = [
    ...(mark?.by === null || mark === null ? [] : [`by ${mark.by}`]),
    ...(mark?.at === null || mark === null ? [] : [`on ${formatInstant(mark.at, timeZone, true)}`]),
  ].join(' ');
  return (
    <p className={classes.line}>
      {state === 'explained' ? 'Explained' : 'Acknowledged'}
      {mark !== null && mark.optimisation !== null && (
        <>
          {' '}
          by the optimisation{' '}
          <ForRole takes="viewer" isOfAll otherwise={mark.optimisation.title}>
            <Link href={pageLinks.optimisation(mark.optimisation.id)} prefetch={false}>
              {mark.optimisation.title}
            </Link>
          </ForRole>
        </>
      )}
      {mark?.at === null ? ', which took effect in this range' : who !== '' && `, ${who}`}
      {mark !== null && mark.note !== null && `: ${mark.note}`}
    </p>
  );
}
