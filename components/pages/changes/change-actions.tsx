'use client';

import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { FilterSelect } from '@/components/filters/filter-select';
import { ForRole } from '@/components/layout/access';
import classes from '@/components/panels/insights/insights.module.css';
import { MarkForm } from '@/components/panels/insights/mark-form';
import { EMPTY_DRAFT, type Prefilled } from '@/components/panels/insights/optimisation-draft';
import { RecordForm } from '@/components/panels/insights/record-form';
import { formatCountOf, formatDay } from '@/lib/format';
import { type Change, markChange, type Optimisation, optimisationsQuery } from '@/lib/insights/query';
import { compareLink, subjectOf } from './change-words';

interface ActionsProps {
  change: Change;
  /** What else of one cause changed with it: what is said of the one is said of all in its state. */
  others: readonly Change[];
  /** The day that is not over yet. */
  today: string;
  isExpanded: boolean;
  onToggle: () => void;
}

/** Its evidence, comparison, and what people may say of it. */
export function ChangeActions({ change, others, today, isExpanded, onToggle }: ActionsProps) {
  const client = useQueryClient();
  const [opened, setOpened] = useState<'acknowledge' | 'explain' | 'record' | null>(null);
  const mark = useMutation({
    mutationFn: async (said: Parameters<typeof markChange>[0]) => {
      for (const { id, state } of [change, ...others])
        if (state === change.state) await markChange({ ...said, id });
    },
    onSuccess: () => {
      setOpened(null);
      setRecorded(null);
    },
    // Of several, some may have been marked before one failed.
    onSettled: () => client.invalidateQueries({ queryKey: ['changes'] }),
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
          href={compareLink(change, today)}
          prefetch={false}
        >
          Compare before and after
        </Button>
      )}
      <ForRole takes="editor">
        {change.state === 'new' ? (
          <>
            <Button size="compact-sm" variant="subtle" onClick={() => setOpened('acknowledge')}>
              Acknowledge
            </Button>
            {!change.isAlarm && (
              <ForRole takes="editor" isOfAll>
                <Button size="compact-sm" variant="subtle" onClick={() => setOpened('explain')}>
                  Explain
                </Button>
              </ForRole>
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
      </ForRole>
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
  onSave: (optimisationId: number | null, note: string, by: string | null) => void;
  onRecord: () => void;
  onCancel: () => void;
}

/** What explains it: words, or an optimisation that is recorded. Only a gain leads to recording a new one. */
function ExplainForm({ change, isSaving, problem, onSave, onRecord, onCancel }: ExplainFormProps) {
  const { service, team, repository, pipeline, step, isWorse } = change;
  const { data, error, refetch } = useQuery(
    optimisationsQuery(
      service === null
        ? { team, service, repository, pipeline, step }
        : { team, service, step, repository: null, pipeline: null },
    ),
  );
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const recorded = data ?? [];
  const first = recorded[0] === undefined || isWorse ? null : String(recorded[0].id);
  const value = chosen === undefined ? first : chosen;
  return (
    <div>
      <p className={classes.line}>
        {isWorse
          ? 'Say what made it worse, such as a new dependency or a test that was added: its suspects and what is new in their logs are a beginning.'
          : 'Say what made it better, or which optimisation did.'}
      </p>
      {data === undefined && error !== null && (
        <p className={classes.problem} role="alert">
          The recorded optimisations could not be read: {error.message}.{' '}
          <Button size="compact-xs" variant="default" onClick={() => refetch()}>
            Try again
          </Button>
        </p>
      )}
      {recorded.length > 0 && (
        <div className={classes.against}>
          <span className={classes.label}>Explained by</span>
          <FilterSelect
            label="Optimisation"
            isFilter={false}
            options={[
              { value: null, label: 'no optimisation' },
              ...recorded.map(({ id, title, day }) => ({
                value: String(id),
                label: `${formatDay(day, true)}: ${title}`,
              })),
            ]}
            value={value}
            onChange={setChosen}
          />
        </div>
      )}
      <MarkForm
        label={value === null ? 'What explains it' : 'Note'}
        isRequired={value === null}
        saveText="Explained"
        isSaving={isSaving}
        problem={problem}
        onSave={(note, by) => onSave(value === null ? null : Number(value), note, by)}
        onCancel={onCancel}
      />
      {!isWorse && (
        <div className={classes.actions}>
          <Button size="compact-sm" variant="default" onClick={onRecord}>
            {recorded.length === 0 ? 'Record an optimisation' : 'Record another optimisation'}
          </Button>
        </div>
      )}
    </div>
  );
}
