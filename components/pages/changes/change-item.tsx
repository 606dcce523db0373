'use client';

import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import type { FilterChange } from '@/components/filters/filter-link';
import { FilterSelect } from '@/components/filters/filter-select';
import { useFilterLink } from '@/components/filters/filter-state';
import { pageLinks } from '@/components/layout/page-links';
import classes from '@/components/panels/insights/insights.module.css';
import { MarkForm } from '@/components/panels/insights/mark-form';
import { directionOf } from '@/components/panels/insights/notable-changes';
import { EMPTY_DRAFT, type Prefilled } from '@/components/panels/insights/optimisation-draft';
import { RecordForm } from '@/components/panels/insights/record-form';
import { Toned } from '@/components/panels/insights/verdict';
import { useExpanded } from '@/components/ui/use-expanded';
import {
  formatCount,
  formatCountOf,
  formatDay,
  formatDuration,
  formatInstant,
  formatRatio,
} from '@/lib/format';
import {
  type Change,
  changePointsQuery,
  markChange,
  type Optimisation,
  optimisationsQuery,
} from '@/lib/insights/query';
import { ChangePointsChart } from './change-points-chart';
import { compareLink, costOf, sizeOf, subjectOf, whenOf } from './change-words';

/** One change: what, since when, by how much; its suspects on demand; what people say of it. */
export function ChangeItem({ change, timeZone }: { change: Change; timeZone: string }) {
  const link = useFilterLink();
  const [isExpanded, toggle] = useExpanded(change.id);
  const { word, tone } = directionOf(change);
  const cost = costOf(change);
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
          <Toned tone={tone}>{word}</Toned> <span className={classes.badge}>{change.state}</span>{' '}
          {change.isDrifting && <Drifting />}
        </h3>
        <div className={classes.size}>{cost ?? ''}</div>
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
      <StateLine change={change} timeZone={timeZone} />
      <Actions change={change} isExpanded={isExpanded} onToggle={toggle} />
      {isExpanded && <Suspects change={change} timeZone={timeZone} />}
    </li>
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
          <Link href={pageLinks.optimisation(mark.optimisation.id)} prefetch={false}>
            {mark.optimisation.title}
          </Link>
        </>
      )}
      {mark?.at === null ? ', which took effect in this range' : who !== '' && `, ${who}`}
      {mark !== null && mark.note !== null && `: ${mark.note}`}
    </p>
  );
}

interface ActionsProps {
  change: Change;
  isExpanded: boolean;
  onToggle: () => void;
}

function Actions({ change, isExpanded, onToggle }: ActionsProps) {
  const client = useQueryClient();
  const [opened, setOpened] = useState<'acknowledge' | 'explain' | 'record' | null>(null);
  const mark = useMutation({
    mutationFn: markChange,
    onSuccess: async () => {
      setOpened(null);
      setRecorded(null);
      await client.invalidateQueries({ queryKey: ['changes'] });
    },
  });
  const [recorded, setRecorded] = useState<Optimisation | null>(null);
  const close = () => setOpened(null);
  const explainBy = ({ id }: Optimisation) =>
    mark.mutate({ id: change.id, state: 'explained', optimisationId: id });
  const problem = mark.error?.message ?? null;
  if (opened === 'acknowledge')
    return (
      <MarkForm
        label="What is known of it"
        isRequired={false}
        saveText="Acknowledge"
        isSaving={mark.isPending}
        problem={problem}
        onSave={(note, by) => mark.mutate({ id: change.id, state: 'acknowledged', note: note || null, by })}
        onCancel={close}
      />
    );
  if (opened === 'explain')
    return (
      <ExplainForm
        change={change}
        isSaving={mark.isPending}
        problem={problem}
        onSave={(optimisationId, note, by) =>
          mark.mutate({ id: change.id, state: 'explained', optimisationId, note: note || null, by })
        }
        onRecord={() => setOpened('record')}
        onCancel={close}
      />
    );
  if (opened === 'record')
    return (
      <RecordForm
        stored={null}
        prefilled={draftOf(change)}
        day={change.day}
        title={`Record what explains it: ${subjectOf(change)}`}
        onSaved={saved => {
          setRecorded(saved);
          close();
          explainBy(saved);
        }}
        onCancel={close}
      />
    );
  return (
    <div className={classes.actions}>
      <Button size="compact-sm" variant="default" aria-expanded={isExpanded} onClick={onToggle}>
        {isExpanded ? 'Hide suspects' : `Suspects: ${formatCountOf(change.suspectCount, 'build')}`}
      </Button>
      {!change.isAlarm && (
        <Button
          size="compact-sm"
          variant="default"
          component={Link}
          href={compareLink(change)}
          prefetch={false}
        >
          Compare before and after
        </Button>
      )}
      {change.state === 'new' ? (
        <>
          <Button size="compact-sm" variant="subtle" onClick={() => setOpened('acknowledge')}>
            Acknowledge
          </Button>
          {!change.isAlarm && (
            <Button size="compact-sm" variant="subtle" onClick={() => setOpened('explain')}>
              Explain
            </Button>
          )}
        </>
      ) : (
        change.mark?.at !== null && (
          <Button
            size="compact-sm"
            variant="subtle"
            loading={mark.isPending}
            onClick={() => mark.mutate({ id: change.id, state: 'new' })}
          >
            Take it back
          </Button>
        )
      )}
      {problem !== null && recorded === null && (
        <span className={classes.problem} role="alert">
          Not saved: {problem}.
        </span>
      )}
      {problem !== null && recorded !== null && (
        <span className={classes.problem} role="alert">
          “{recorded.title}” is recorded, but this change is not marked as explained by it: {problem}.{' '}
          <Button
            size="compact-xs"
            variant="default"
            loading={mark.isPending}
            onClick={() => explainBy(recorded)}
          >
            Try again
          </Button>
        </span>
      )}
    </div>
  );
}

/** An optimisation that would explain it; what it is called is for people to say. */
function draftOf({ services, step }: Change): Prefilled {
  const steps = step === null ? [] : [step];
  return { ...EMPTY_DRAFT, scope: { services, teams: [], steps, runners: [] } };
}

interface ExplainFormProps {
  change: Change;
  isSaving: boolean;
  problem: string | null;
  onSave: (optimisationId: number, note: string, by: string | null) => void;
  onRecord: () => void;
  onCancel: () => void;
}

/** By which optimisation it is explained: one that is recorded, or a new one. */
function ExplainForm({ change, isSaving, problem, onSave, onRecord, onCancel }: ExplainFormProps) {
  const { service, team, repository, pipeline, step } = change;
  const { data, error, refetch } = useQuery(
    optimisationsQuery(
      service === null
        ? { team, service, repository, pipeline, step }
        : { team, service, step, repository: null, pipeline: null },
    ),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const first = data?.[0] === undefined ? null : String(data[0].id);
  const value = chosen ?? first;
  return (
    <div>
      {data === undefined && error !== null && (
        <p className={classes.problem} role="alert">
          The recorded optimisations could not be read: {error.message}.{' '}
          <Button size="compact-xs" variant="default" onClick={() => refetch()}>
            Try again
          </Button>
        </p>
      )}
      {data?.length === 0 && (
        <p className={classes.line}>No optimisation that concerns it is recorded yet.</p>
      )}
      {data !== undefined && data.length > 0 && (
        <div className={classes.against}>
          <span className={classes.label}>Explained by</span>
          <FilterSelect
            label="Optimisation"
            isFilter={false}
            options={data.map(({ id, title, day }) => ({
              value: String(id),
              label: `${formatDay(day, true)}: ${title}`,
            }))}
            value={value ?? ''}
            onChange={setChosen}
          />
        </div>
      )}
      {value !== null && (
        <MarkForm
          label="Note"
          isRequired={false}
          saveText="Explained"
          isSaving={isSaving}
          problem={problem}
          onSave={(note, by) => onSave(Number(value), note, by)}
          onCancel={onCancel}
        />
      )}
      <div className={classes.actions}>
        <Button size="compact-sm" variant="default" onClick={onRecord}>
          Record another optimisation
        </Button>
        {value === null && (
          <Button size="compact-sm" variant="subtle" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
    </div>
  );
}

const SUSPECTS_SHOWN = 12;

/** What is different in the logs, and the builds in the range with their commits. */
function Suspects({ change, timeZone }: { change: Change; timeZone: string }) {
  const link = useFilterLink();
  const { suspectCount, repository } = change;
  const { data, error } = useQuery(changePointsQuery(change.id));
  if (error !== null)
    return <p className={classes.problem}>What it rests on could not be read: {error.message}.</p>;
  if (data === undefined)
    return (
      <div className={classes.details}>
        <div className={classes.plot} role="status" aria-label="Loading" />
      </div>
    );
  const { logChanges, suspects } = data;
  return (
    <div className={classes.details}>
      {data.points.length > 0 && <ChangePointsChart day={change.day} found={data} />}
      <div>
        <h4>What is different in the logs</h4>
        {logChanges.length === 0 ? (
          <p className={`${classes.line} ${classes.dimmed}`}>Nothing that the logs of both sides tell.</p>
        ) : (
          <ul className={classes.labels}>
            {logChanges.map(({ kind, text, beforeMs, afterMs, hitRatioBefore, hitRatio }) => (
              <li key={`${kind} ${text} ${beforeMs} ${afterMs}`}>
                <span>{kind}</span> <code>{text}</code>
                <span className={classes.dimmed}>
                  {[
                    ...(beforeMs === null && afterMs === null
                      ? []
                      : [`${formatDuration(beforeMs)} before, ${formatDuration(afterMs)} after`]),
                    ...(hitRatioBefore === null && hitRatio === null
                      ? []
                      : [`${formatRatio(hitRatioBefore)} cached before, ${formatRatio(hitRatio)} after`]),
                  ].join(' · ')}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div>
        <h4>Builds in the range</h4>
        <ul className={classes.labels}>
          {suspects.slice(0, SUSPECTS_SHOWN).map(({ number, createdAt, commit, title, branch }) => (
            <li key={number}>
              <Link href={link(pageLinks.build(repository, number))} prefetch={false}>
                #{number}
              </Link>
              <span>{title ?? 'no commit message'}</span>
              <span className={classes.dimmed}>
                {[
                  formatInstant(createdAt, timeZone),
                  ...(branch === null ? [] : [branch]),
                  ...(commit === null ? [] : [commit.slice(0, 8)]),
                ].join(' · ')}
              </span>
            </li>
          ))}
        </ul>
        {suspectCount > SUSPECTS_SHOWN && (
          <p className={classes.line}>
            {formatCount(suspectCount)} in all: list{' '}
            <Link href={link('/builds', buildsOf(change, 'push'))} prefetch={false}>
              pushes
            </Link>{' '}
            or{' '}
            <Link href={link('/builds', buildsOf(change, 'pull_request'))} prefetch={false}>
              pull requests
            </Link>
          </p>
        )}
      </div>
    </div>
  );
}

/** Suspects are builds of the whole repository, whatever the page is narrowed to; a list shows one kind of them. */
function buildsOf(
  { repository, rangeFrom, rangeUntil }: Change,
  event: 'push' | 'pull_request',
): FilterChange {
  return {
    ...{ repository, range: `${rangeFrom}..${rangeUntil}`, event },
    ...{ team: null, service: null, pipeline: null, step: null, branch: null },
  };
}
