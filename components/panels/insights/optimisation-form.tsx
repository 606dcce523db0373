'use client';

import { invalidateInsights } from './invalidate-insights';
import '@mantine/core/styles/Input.layer.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ALL_EVENTS } from '@/components/filters/page-filters';
import { servicesQuery } from '@/components/filters/service-pickers';
import { LinesField, TextField } from '@/components/ui/form/fields';
import { SaveFormPanel } from '@/components/ui/form/save-form-panel';
import { TagsField } from '@/components/ui/form/tags-field';
import { useSaveForm } from '@/components/ui/form/use-save-form';
import {
  editOptimisation,
  type Optimisation,
  optimisationQuery,
  RefusedError,
  recordOptimisation,
} from '@/lib/insights/query';
import { metricQuery } from '@/lib/metrics/query';
import classes from './insights.module.css';
import {
  atFields,
  draftOf,
  type OptimisationValues,
  type Prefilled,
  toDraft,
  valuesOf,
} from './optimisation-draft';

const SCOPES = [
  { key: 'services', label: 'Services', description: 'Which it concerns; empty: all.' },
  { key: 'teams', label: 'Teams', description: 'Empty: all.' },
  { key: 'steps', label: 'Steps', description: 'Empty: whole builds, from push to end.' },
  { key: 'runners', label: 'Runners', description: 'Machines; empty: all.' },
] as const;

interface OptimisationFormProps {
  /** Null: a new one is recorded. */
  stored: Optimisation | null;
  /** What a new one begins with. */
  prefilled: Prefilled;
  /** The day that a new one begins with; empty: today. */
  day?: string;
  title: string;
  onSaved: (saved: Optimisation) => void;
  onCancel: () => void;
}

/** Records an optimisation, or changes one. */
export function OptimisationForm({
  stored,
  prefilled,
  day = '',
  title,
  onSaved,
  onCancel,
}: OptimisationFormProps) {
  const client = useQueryClient();
  const [begun, setBegun] = useState<Begun>(() => ({ draft: prefilled, day, stored }));
  const savedId = useRef(stored?.id ?? null);
  const form = useSaveForm<Begun, OptimisationValues>({
    stored: begun,
    toValues: base => valuesOf(base.draft, base.day),
    save: async (values, base) => {
      const { draft, problems } = toDraft(values, base.draft, base.day);
      if (problems.length > 0) return { kind: 'refused', message: '', problems };
      try {
        const answer =
          base.stored === null
            ? await recordOptimisation(draft)
            : await editOptimisation({ ...draft, id: base.stored.id, revision: base.stored.revision });
        savedId.current = answer.id;
        void invalidateInsights(client);
        onSaved(answer);
        return { kind: 'accepted', answer };
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        if (error.status === 409) return { kind: 'conflict', message: error.message };
        return { kind: 'refused', message: error.message, problems: atFields(error.fields) };
      }
    },
    readAgain: async () => {
      if (savedId.current === null) return begun;
      const next = begunWith(
        await client.fetchQuery({ ...optimisationQuery(savedId.current), staleTime: 0 }),
      );
      setBegun(next);
      return next;
    },
  });
  const { fields } = form;
  const names = useNames();
  return (
    <SaveFormPanel
      title={title}
      intro={<p>Its effect is measured in the background, over four weeks before and four weeks after.</p>}
      form={form}
      isNew={stored === null}
      onCancel={onCancel}
      savedText="Its effect is measured in the background."
    >
      <div className={classes.form}>
        <TextField label="What was done" {...fields.getInputProps('title')} />
        <TextField
          label="Since"
          type="date"
          description="The day on which it took effect; empty: today."
          {...fields.getInputProps('day')}
        />
        {SCOPES.map(({ key, label, description }) => (
          <TagsField
            key={key}
            label={label}
            description={description}
            data={names[key]}
            {...fields.getInputProps(key)}
          />
        ))}
        <TextField
          label="Hours of work"
          unit="hours"
          isShort
          inputMode="decimal"
          description="What it cost; with it, Buildhours says when it has paid back."
          {...fields.getInputProps('hoursSpent')}
        />
        <TextField
          label="Expected to save"
          unit="hours a week"
          isShort
          inputMode="decimal"
          {...fields.getInputProps('expectedHoursAWeek')}
        />
        <LinesField
          label="Note"
          leastRows={2}
          description="Such as a link to the change."
          {...fields.getInputProps('note')}
        />
        <TextField label="Done by" {...fields.getInputProps('by')} />
      </div>
    </SaveFormPanel>
  );
}

interface Begun {
  draft: Prefilled;
  day: string;
  stored: Optimisation | null;
}

function begunWith(stored: Optimisation): Begun {
  return { draft: draftOf(stored), day: stored.day, stored };
}

/** Names to choose from. */
function useNames() {
  const { data: services = [] } = useQuery(servicesQuery);
  const { data: steps } = useQuery(metricQuery('steps', { ...ALL_EVENTS, range: '26w' }));
  const { data: runners } = useQuery(metricQuery('runners', ALL_EVENTS));
  const distinct = (names: readonly string[]) => [...new Set(names)].sort();
  return {
    services: distinct(services.map(({ service }) => service)),
    teams: distinct(services.map(({ team }) => team)),
    steps: distinct(steps?.rows.map(({ step }) => step) ?? []),
    runners: distinct(runners?.rows.flatMap(({ machine }) => machine ?? []) ?? []),
  };
}
