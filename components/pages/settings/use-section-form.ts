'use client';

import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { saveSection, settingsQuery } from '@/lib/settings/query';
import { type DraftShape, sameDraft } from './draft-shape';
import { type FieldProblem, isAt } from './field-problem';
import type { SectionName, SectionState } from './sections';
import { useLeaveWarning } from './use-leave-warning';

/** What became of the last attempt to save. */
type SaveOutcome =
  | { kind: 'none' }
  | { kind: 'saved' }
  /** Somebody else saved since it was read. */
  | { kind: 'conflict'; message: string }
  /** It moves builds to other days: somebody must say that it is meant. */
  | { kind: 'unconfirmed'; message: string }
  | { kind: 'refused'; message: string; problems: FieldProblem[] };

export interface SectionForm<Draft> {
  draft: Draft;
  /** `touched`: which place changes, so that problems there are done with; left out: all of the section. */
  change: (edit: (draft: Draft) => Draft, ...touched: FieldProblem['path']) => void;
  isDirty: boolean;
  canSave: boolean;
  isSaving: boolean;
  outcome: SaveOutcome;
  problems: readonly FieldProblem[];
  /** Why the stored section cannot be understood; the defaults are shown in its place. */
  storedProblem: string | null;
  save: (confirm?: boolean) => Promise<void>;
  /** Not saved after all; the changes stay. */
  reconsider: () => void;
  /** Back to what is stored. */
  drop: () => void;
  /** After a conflict: what the other one saved, without my changes. */
  loadTheirs: () => Promise<void>;
  /** After a conflict: my changes stay, and saving them replaces what the other one saved. */
  keepMine: () => Promise<void>;
}

/** A section of the settings while somebody edits it. */
export function useSectionForm<Name extends SectionName, Draft>(
  name: Name,
  { toDraft, fromDraft, needsYes }: DraftShape<Name, Draft>,
): SectionForm<Draft> {
  const client = useQueryClient();
  const { data } = useSuspenseQuery(settingsQuery());
  const stored: SectionState<Name> = data.sections[name];
  const [edit, setEdit] = useState<{ base: SectionState<Name>; draft: Draft } | null>(null);
  const [outcome, setOutcome] = useState<SaveOutcome>({ kind: 'none' });
  const [isSaving, setSaving] = useState(false);
  const base = edit?.base ?? stored;
  const clean = useMemo(() => toDraft(base.value), [base, toDraft]);
  const draft = edit?.draft ?? clean;
  const isDirty = edit !== null && !sameDraft(edit.draft, clean);
  useLeaveWarning(isDirty);

  const readAnew = async (): Promise<SectionState<Name>> => {
    await client.invalidateQueries({ queryKey: settingsQuery().queryKey });
    return (await client.ensureQueryData(settingsQuery())).sections[name];
  };

  return {
    draft,
    isDirty,
    canSave: (isDirty || base.problem !== null) && !isSaving,
    isSaving,
    outcome,
    problems: outcome.kind === 'refused' ? outcome.problems : [],
    storedProblem: base.problem,
    change: (change, ...touched) => {
      setEdit(before => ({ base: before?.base ?? stored, draft: change(before?.draft ?? clean) }));
      setOutcome(before => {
        if (before.kind !== 'refused') return before.kind === 'saved' ? { kind: 'none' } : before;
        const problems = before.problems.filter(problem => !isAt(problem, touched));
        return problems.length === 0 ? { kind: 'none' } : { ...before, problems };
      });
    },
    save: async (confirm = false) => {
      const { value, problems } = fromDraft(draft);
      if (problems.length > 0) {
        setOutcome({ kind: 'refused', message: '', problems });
        return;
      }
      if (!confirm && needsYes?.(base.value, value)) {
        setOutcome({ kind: 'unconfirmed', message: '' });
        return;
      }
      setSaving(true);
      const result = await saveSection(name, { value, revision: base.revision, confirm });
      if (result.kind === 'saved') {
        const saved = await readAnew();
        // What was typed while it was being saved is a change of its own.
        setEdit(now => (now === null || now.draft === draft ? null : { base: saved, draft: now.draft }));
        // Every figure may have changed, and how far hours lost are recomputed.
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'settings' });
      }
      setOutcome(result);
      setSaving(false);
    },
    reconsider: () => setOutcome({ kind: 'none' }),
    drop: () => {
      setEdit(null);
      setOutcome({ kind: 'none' });
    },
    loadTheirs: async () => {
      await readAnew();
      setEdit(null);
      setOutcome({ kind: 'none' });
    },
    keepMine: async () => {
      const theirs = await readAnew();
      setEdit({ base: theirs, draft });
      setOutcome({ kind: 'none' });
    },
  };
}
