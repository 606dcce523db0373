'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { type ReactNode, useId } from 'react';
import { useFilter, useFilterContext } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { NO_FILTER } from '@/components/filters/page-filters';
import { fixFirstSearchOf } from '@/components/pages/fix-first/fix-first-search';
import { Assumptions } from '@/components/panels/band';
import { changesOfPlace, NEWS_SOUGHT } from '@/components/panels/insights/changes-of-place';
import type { Tone } from '@/components/panels/insights/effect-words';
import { Toned } from '@/components/panels/insights/verdict';
import { HelpPopover } from '@/components/ui/help-popover';
import panel from '@/components/ui/panel.module.css';
import { formatCountOf, formatDuration, formatEnds, formatRange } from '@/lib/format';
import {
  changesQuery,
  FIX_QUESTION,
  type Finding,
  fixFirstQuery,
  formatWeekly,
  lostChangeSentence,
  lostWeekWords,
  newsOf,
  noMoverSentence,
  TREND_QUESTION,
  type TrendAnswer,
  trendBasis,
  trendQuery,
  trendSentence,
  WAIT_QUESTION,
  waitBasis,
  waitSentence,
  worsePartSentence,
} from '@/lib/insights/query';
import { pageLinks } from '@/lib/page-links';
import { addDays } from '@/lib/time/days';
import classes from './headlines.module.css';

const SHOWN = 3;

const WAIT_HELP =
  'From the push to the end, of successful builds on working days that are over, reruns left out; a build of a ' +
  'repository that holds several services is a wait for each of them. The interval (95 %) is ' +
  'that of whole days: builds of one day resemble each other. Hours lost are estimated by the cost model in the ' +
  'settings. Its low reading counts the queue and reruns alone, without switching context; its high reading counts the whole ' +
  'wait in full, and the most for switching. Below, the same is added up over the range.';
const TREND_HELP =
  'A line through the daily medians of the wait, at one mix of services and events; ranges under eight weeks are seen with ' +
  'the one before. It is called better or worse only where its interval (99.9 %) excludes no change, so that one who looks ' +
  'every week for a year is hardly ever misled. A service is named where its own line does, with a level so much stricter ' +
  'as there are services. The hours lost on a working day are compared with the range before, by an interval of their own. ' +
  'Days that are not over are left out.';
const FIX_HELP =
  'Hours a week that people would lose less, found by computing the hours lost again with the shorter durations. Savings ' +
  'of several findings overlap: they do not add up. Of the last four whole weeks, whatever range is chosen.';

interface HeadlineProps {
  title: string;
  help: string;
  basis: ReactNode;
  children: ReactNode;
}

function Headline({ title, help, basis, children }: HeadlineProps) {
  const heading = useId();
  return (
    <article className={`${panel.panel} ${classes.headline}`} aria-labelledby={heading}>
      <h2 className={panel.title} id={heading}>
        {title}&nbsp;
        <HelpPopover text={help} of={title} />
      </h2>
      {children}
      <p className={classes.basis}>{basis}</p>
    </article>
  );
}

/** How long do we wait, in a sentence. */
export function WaitHeadline() {
  const { data } = useSuspenseQuery(trendQuery(useFilter()));
  return (
    <Headline title={WAIT_QUESTION} help={WAIT_HELP} basis={waitBasis(data)}>
      <p className={classes.answer}>{waitSentence(data) ?? 'Nothing to tell yet.'}</p>
      <LostLine answer={data} />
    </Headline>
  );
}

/** The one figure to report first, then its low and its high reading, each with what it counts. */
function LostLine({ answer }: { answer: TrendAnswer }) {
  const words = lostWeekWords(answer);
  if (words === null) return null;
  return (
    <p className={classes.line}>
      <strong>{words.figure}</strong> is the figure to report.
      {words.band !== null && (
        <>
          {' '}
          That depends on <Assumptions />: {words.band}.
        </>
      )}
    </p>
  );
}

/** Is it getting worse, and which services moved it. */
export function TrendHeadline({ since }: { since: string }) {
  const filter = useFilter();
  const { data } = useSuspenseQuery(trendQuery(filter));
  const { data: known } = useSuspenseQuery(changesQuery(changesOfPlace(filter, since, NEWS_SOUGHT)));
  const lost = lostChangeSentence(data);
  const part = worsePartSentence(newsOf(known.changes), data);
  return (
    <Headline title={TREND_QUESTION} help={TREND_HELP} basis={trendBasis(data)}>
      <p className={classes.answer}>
        <Toned tone={toneOf(data)}>{trendSentence(data)}</Toned>
      </p>
      {lost !== null && <p className={classes.line}>{lost}</p>}
      <Movers answer={data} />
      {part !== null && <p className={classes.line}>{part}</p>}
    </Headline>
  );
}

function Movers({ answer }: { answer: TrendAnswer }) {
  const link = useFilterLink();
  const none = noMoverSentence(answer);
  if (none !== null) return <p className={classes.line}>{none}</p>;
  const { movers } = answer;
  if (movers.length === 0) return null;
  return (
    <ul className={classes.movers}>
      {movers.slice(0, SHOWN).map(mover => (
        <li key={mover.service}>
          <Link href={link(pageLinks.service(mover.service))} prefetch={false}>
            {mover.service}
          </Link>{' '}
          <span className={classes.amount}>
            <Toned tone={mover.verdict}>{mover.verdict}</Toned>: {formatDuration(mover.firstMs)} →{' '}
            {formatDuration(mover.lastMs)}
          </span>
        </li>
      ))}
      {movers.length > SHOWN && <li>and {formatCountOf(movers.length - SHOWN, 'more service')}</li>}
    </ul>
  );
}

/** A colour only where the interval excludes no change, which is what the verdict says. */
function toneOf({ verdict }: TrendAnswer): Tone {
  return verdict === 'better' || verdict === 'worse' ? verdict : 'none';
}

/** `publish of storefront/checkout-web, `. */
function placeOf({ step, service, repository }: Finding): string {
  return `${[step, service ?? repository].filter(name => name !== null).join(' of ')}, `;
}

/** The findings that would save the most. */
export function FixFirstHeadline() {
  const { filter, page } = useFilterContext();
  const { data } = useSuspenseQuery(fixFirstQuery(fixFirstSearchOf(filter)));
  const link = useFilterLink();
  const worth = data.findings.filter(
    ({ setAside, isWorthIt, hoursAWeek }) => setAside === null && isWorthIt && hoursAWeek !== null,
  );
  const all = (
    <Link href={link('/fix-first', page.fixed)} prefetch={false}>
      {worth.length > SHOWN && data.openCount <= data.findings.length
        ? `all ${worth.length} that are worth it`
        : 'the whole ranking'}
    </Link>
  );
  const of =
    data.weeks === null
      ? 'not computed yet'
      : `by the last 4 whole weeks, ${formatRange(data.weeks.from, addDays(data.weeks.until, -1))}${data.isWhole ? '' : ', whose builds and logs are still being read'}`;
  return (
    <Headline
      title={FIX_QUESTION}
      help={FIX_HELP}
      basis={
        <>
          {all} · {of}
          {(filter.branch !== NO_FILTER.branch || filter.event !== NO_FILTER.event) &&
            ' · of all branches and events'}
          {' · context switching included'}
          {filter.switches === 'out' && ', by which they are ranked'}
        </>
      }
    >
      {worth.length === 0 ? (
        <p className={classes.line}>
          {data.weeks === null
            ? 'Nothing is computed yet: it follows once builds and logs of the last four whole weeks are read.'
            : 'No step would save people a noticeable part of an hour a week.'}
        </p>
      ) : (
        <ol className={classes.findings}>
          {worth.slice(0, SHOWN).map(finding => (
            <li key={finding.key}>
              <span className={classes.finding}>
                <Link
                  href={
                    finding.step !== null && finding.pipeline !== null
                      ? link(pageLinks.step(finding.repository, finding.pipeline, finding.step))
                      : `${link('/fix-first', page.fixed)}#${finding.key}`
                  }
                  prefetch={false}
                >
                  {finding.title}
                </Link>
                <span className={classes.where}>
                  {finding.parts.length > 0 ? '' : placeOf(finding)}
                  {formatCountOf(finding.evidence.runs, finding.step === null ? 'build' : 'run')}
                </span>
              </span>
              <span className={classes.saving}>
                {formatWeekly(finding.hoursAWeek)} a week
                <span className={classes.where}>
                  {finding.lowHoursAWeek !== null &&
                    finding.highHoursAWeek !== null &&
                    formatEnds(finding.lowHoursAWeek, finding.highHoursAWeek, formatWeekly)}
                </span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </Headline>
  );
}
