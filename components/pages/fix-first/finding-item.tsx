'use client';

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { useFilterLink } from '@/components/filters/filter-state';
import { ForRole } from '@/components/layout/access';
import classes from '@/components/panels/insights/insights.module.css';
import { MarkForm } from '@/components/panels/insights/mark-form';
import { RecordForm } from '@/components/panels/insights/record-form';
import {
  formatBand,
  formatCount,
  formatCountOf,
  formatDuration,
  formatInstant,
  formatMoney,
  formatRatio,
} from '@/lib/format';
import { type Finding, formatWeekly, type Optimisation, setFindingAside } from '@/lib/insights/query';
import { pageLinks } from '@/lib/page-links';

interface FindingItemProps {
  finding: Finding;
  /** Its place in the ranking; null: it has none. */
  rank: number | null;
  /** Of the organisation. */
  timeZone: string;
}

/** One finding: what it is, what it would save, what says so, what helps, and what became of it. */
export function FindingItem({ finding, rank, timeZone }: FindingItemProps) {
  const { title, advice, hoursAWeek, lowHoursAWeek, highHoursAWeek, isWorthIt, setAside, cameBack } = finding;
  const cost = setAside?.hoursAWeek ?? null;
  return (
    <li className={classes.item} id={finding.key}>
      <div className={classes.itemHead}>
        <div>
          <h3 className={classes.itemTitle}>
            {rank !== null && `${rank}. `}
            {title} {cameBack && <span className={classes.badge}>back: it costs twice what it did</span>}
          </h3>
          {finding.parts.length === 0 && <Place finding={finding} />}
        </div>
        {isWorthIt && hoursAWeek === null && <div className={classes.size}>saving not known</div>}
        {isWorthIt && hoursAWeek !== null && (
          <div className={classes.size}>
            saves {formatWeekly(hoursAWeek)} a week
            <div className={classes.basis}>
              {lowHoursAWeek !== null &&
                highHoursAWeek !== null &&
                `${formatBand(lowHoursAWeek, highHoursAWeek, formatWeekly)} · `}
              {formatMoney(finding.moneyAWeek, finding.currency)} a week
            </div>
          </div>
        )}
      </div>
      <p className={classes.line}>{advice}</p>
      <Evidence finding={finding} />
      <Parts parts={finding.parts} />
      {setAside !== null && (
        <p className={classes.line}>
          Set aside{setAside.by !== null && ` by ${setAside.by}`} on{' '}
          {formatInstant(setAside.at, timeZone, true)}
          {cost !== null && `, when it cost ${formatWeekly(cost)} a week`}: {setAside.reason}
        </p>
      )}
      <ForRole takes="editor">
        <Actions finding={finding} />
      </ForRole>
    </li>
  );
}

function Place({ finding: { service, team, repository, pipeline, step } }: { finding: Finding }) {
  const link = useFilterLink();
  return (
    <p className={`${classes.line} ${classes.dimmed}`}>
      {step !== null && pipeline !== null && (
        <>
          step{' '}
          <Link href={link(pageLinks.step(repository, pipeline, step))} prefetch={false}>
            {step}
          </Link>{' '}
          of{' '}
        </>
      )}
      {service === null ? (
        `${repository}, shared by its services`
      ) : (
        <Link href={link(pageLinks.service(service))} prefetch={false}>
          {service}
        </Link>
      )}
      {team !== null && `, team ${team}`}
    </p>
  );
}

/** The services that wait for the same runners, each with what it alone would save. */
function Parts({ parts }: Pick<Finding, 'parts'>) {
  const link = useFilterLink();
  if (parts.length === 0) return null;
  return (
    <details className={classes.line}>
      <summary>{formatCountOf(parts.length, 'repository', 'repositories')}, each by itself</summary>
      <ul className={classes.labels}>
        {parts.map(({ key, service, repository, title, hoursAWeek }) => (
          <li key={key}>
            {service === null ? (
              <span>{title}</span>
            ) : (
              <Link href={link(pageLinks.service(service))} prefetch={false}>
                {title}
              </Link>
            )}
            <span className={classes.dimmed}>
              {formatWeekly(hoursAWeek)} a week
              {service === null && `, shared by the services of ${repository}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Evidence({ finding }: { finding: Finding }) {
  const { runs, onPathRatio, hitRatio, missMsARun, labels } = finding.evidence;
  const facts = [
    ...(finding.nowMs === null
      ? []
      : [
          finding.expectedMs === null
            ? `takes ${formatDuration(finding.nowMs)}`
            : `takes ${formatDuration(finding.nowMs)}, would take ${formatDuration(finding.expectedMs)}`,
        ]),
    finding.step === null
      ? `${formatCount(runs)} builds in four weeks`
      : `${formatCount(runs)} runs in four weeks`,
    ...(onPathRatio === null ? [] : [`${formatRatio(onPathRatio)} of them on the critical path`]),
    ...(hitRatio === null ? [] : [`cache hit rate ${formatRatio(hitRatio)}`]),
    ...(missMsARun === null ? [] : [`${formatDuration(missMsARun)} a run in misses`]),
  ];
  return (
    <>
      <p className={`${classes.line} ${classes.dimmed}`}>{facts.join(' · ')}</p>
      {labels.length > 0 && (
        <ul className={classes.labels} aria-label="What the log says">
          {labels.map(({ text, meanMs, runs: times, hitRatio: cached }) => (
            <li key={`${text} ${times} ${meanMs}`}>
              <code>{text}</code>
              <span className={classes.dimmed}>
                {[
                  ...(meanMs === null ? [] : [`${formatDuration(meanMs)} a run`]),
                  `n = ${formatCount(times)}`,
                  ...(cached === null ? [] : [`${formatRatio(cached)} cached`]),
                ].join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What one says of a finding: done, set aside, or neither after all. */
function Actions({ finding }: { finding: Finding }) {
  const client = useQueryClient();
  const link = useFilterLink();
  const [opened, setOpened] = useState<'done' | 'aside' | null>(null);
  const [recorded, setRecorded] = useState<Optimisation | null>(null);
  const aside = useMutation({
    mutationFn: setFindingAside,
    onSuccess: async () => {
      setOpened(null);
      await client.invalidateQueries({ queryKey: ['fix-first'] });
    },
  });
  const { key, setAside, draft } = finding;
  if (opened === 'done')
    return (
      <RecordForm
        stored={null}
        prefilled={draft}
        title={`Mark as done: ${finding.title}`}
        onSaved={saved => {
          setRecorded(saved);
          setOpened(null);
        }}
        onCancel={() => setOpened(null)}
      />
    );
  if (opened === 'aside')
    return (
      <MarkForm
        label="Why it is set aside"
        isRequired
        saveText="Set aside"
        isSaving={aside.isPending}
        problem={aside.error?.message ?? null}
        onSave={(reason, by) => aside.mutate({ key, reason, by })}
        onCancel={() => setOpened(null)}
      />
    );
  return (
    <div className={classes.actions} aria-live="polite">
      {recorded !== null ? (
        <span className={classes.line}>
          Recorded:{' '}
          <Link href={link(pageLinks.optimisation(recorded.id))} prefetch={false}>
            {recorded.title}
          </Link>
          . What it saves is measured from now on; the finding goes once the next weeks show it.
        </span>
      ) : (
        <ForRole takes="editor" isOfAll>
          <Button size="compact-sm" variant="default" onClick={() => setOpened('done')}>
            Mark as done
          </Button>
        </ForRole>
      )}
      {setAside === null ? (
        <Button size="compact-sm" variant="subtle" onClick={() => setOpened('aside')}>
          Set aside
        </Button>
      ) : (
        <Button
          size="compact-sm"
          variant="subtle"
          loading={aside.isPending}
          onClick={() => aside.mutate({ key, reason: null })}
        >
          Take it back
        </Button>
      )}
      {aside.error !== null && (
        <span className={classes.problem} role="alert">
          Not saved: {aside.error.message}.
        </span>
      )}
    </div>
  );
}
