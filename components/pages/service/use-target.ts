'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDuration } from '@/lib/format';
import { type SettingsAnswer, saveSection, settingsQuery } from '@/lib/settings/query';

type Targets = SettingsAnswer['sections']['targets'];

interface TargetEditing {
  /** Editing has begun; what is saved then is laid over the targets as they were at that moment. */
  isOpen: boolean;
  isSaving: boolean;
  /** What went wrong, and what to do. */
  problem: string | null;
  open: () => Promise<void>;
  close: () => void;
  /** @param seconds null: the service has no target any more */
  save: (seconds: number | null) => Promise<void>;
}

/** The target of one service among the targets of all, which are saved together. */
export function useTarget(service: string): TargetEditing {
  const client = useQueryClient();
  const [read, setRead] = useState<Targets | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const readAnew = async (): Promise<Targets | null> => {
    try {
      const { sections } = await client.fetchQuery({ ...settingsQuery(), staleTime: 0 });
      setRead(sections.targets);
      setProblem(sections.targets.problem);
      return sections.targets;
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      return null;
    }
  };
  const write = async (targets: Targets, seconds: number | null) => {
    const { [service]: _, ...others } = targets.value;
    const value = seconds === null ? others : { ...others, [service]: { p90Seconds: seconds } };
    const answer = await saveSection('targets', { value, revision: targets.revision });
    if (answer.kind === 'conflict') {
      setProblem(conflictText(await readAnew(), service));
    } else if (answer.kind !== 'saved') {
      setProblem(`Not saved: ${answer.message}`);
    } else {
      await client.invalidateQueries();
      setOpen(false);
    }
  };

  return {
    isOpen,
    isSaving,
    problem,
    open: async () => {
      setProblem(null);
      setOpen(true);
      await readAnew();
    },
    close: () => {
      setOpen(false);
      setProblem(null);
    },
    save: async seconds => {
      setSaving(true);
      setProblem(null);
      const targets = read ?? (await readAnew());
      if (targets !== null && targets.problem === null) await write(targets, seconds);
      else if (targets !== null) setProblem(targets.problem);
      setSaving(false);
    },
  };
}

function conflictText(theirs: Targets | null, service: string): string {
  const target = theirs?.value[service];
  const now =
    target === undefined ? 'has no target' : `is to be within ${formatDuration(target.p90Seconds * 1000)}`;
  return (
    `Somebody else saved targets in the meantime, so yours was not saved. With theirs, this service ${now}. ` +
    'Save again to set yours; the targets of other services stay as they are.'
  );
}
