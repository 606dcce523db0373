'use client';

import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { FieldProblem } from '@/lib/field-problem';
import { errorsByField, WHOLE_FORM } from './field-errors';
import { useUnsavedWarning } from './use-unsaved-warning';

/** What became of an attempt to save. */
type SaveResult<Stored> =
  /** Where it can be undone: whether something that is stored is what was saved, and not what somebody else saved since. */
  | { kind: 'accepted'; isMine?: (stored: Stored) => boolean }
  /** Somebody else saved since it was read. */
  | { kind: 'conflict'; message: string }
  /** It has consequences: somebody must confirm that they are meant. */
  | { kind: 'unconfirmed'; message: string }
  | { kind: 'refused'; message: string; problems: readonly FieldProblem[] };

interface SaveFormOptions<Stored, Values> {
  /** What is saved so far; the form follows it as long as nobody has changed anything. */
  stored: Stored;
  /** As the fields show it: as text, so that half a number can stand in a field. */
  toValues: (stored: Stored) => Values;
  /** @param base what was stored when editing began */
  save: (values: Values, base: Stored, isConfirmed: boolean) => Promise<SaveResult<Stored>>;
  /** What is stored now, after saving it or where somebody else did. */
  readAgain: () => Promise<Stored>;
}

export interface SaveForm<Stored, Values> {
  fields: UseFormReturnType<Values>;
  base: Stored;
  isDirty: boolean;
  isSaving: boolean;
  outcome: SaveResult<Stored> | { kind: 'none' };
  save: (isConfirmed?: boolean) => void;
  /** Back to what is stored. */
  undo: () => void;
  /** After saving: saves what was stored before; null where there is nothing to go back to, or somebody else saved since. */
  undoSave: (() => void) | null;
  /** Not saved after all; the changes stay. */
  reconsider: () => void;
  /** After a conflict: what the other one saved, without my changes. */
  loadTheirs: () => Promise<void>;
  /** After a conflict: my changes stay, and saving them replaces what the other one saved. */
  keepMine: () => Promise<void>;
}

/** A form over something stored: its fields, saving them, and what became of that. */
export function useSaveForm<Stored, Values extends Record<string, unknown>>({
  stored,
  toValues,
  save,
  readAgain,
}: SaveFormOptions<Stored, Values>): SaveForm<Stored, Values> {
  const [base, setBase] = useState(stored);
  const [saved, setSaved] = useState<{ before: Stored; now: Stored } | null>(null);
  const fields = useForm<Values>({
    initialValues: toValues(stored),
    onValuesChange: (values, before) => {
      for (const path of Object.keys(fields.errors))
        if (isAnswered(path, values, before)) fields.clearFieldError(path);
    },
  });
  const isDirty = !sameValues(fields.values, fields.getInitialValues());
  useUnsavedWarning(isDirty);

  const startFrom = (next: Stored, keepsValues = false) => {
    const values = toValues(next);
    setBase(next);
    fields.setInitialValues(values);
    if (keepsValues) fields.clearErrors();
    else fields.reset();
  };
  const mutation = useMutation({
    mutationFn: ({ values, isConfirmed }: { values: Values; isConfirmed: boolean }) =>
      save(values, base, isConfirmed),
    onSuccess: async (result, { values }) => {
      // What was refused may have been mended while it was on its way.
      const isAsSent = sameValues(fields.getValues(), values);
      fields.setErrors(result.kind === 'refused' && isAsSent ? errorsByField(result.problems) : {});
      // What was typed while it was being saved is a change of its own.
      if (result.kind !== 'accepted') return;
      const now = await readAgain();
      setSaved(result.isMine?.(now) ? { before: base, now } : null);
      startFrom(now, !sameValues(fields.getValues(), values));
    },
  });
  const isFollowing = !isDirty && !mutation.isPending && stored !== base;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is stored is all that this waits for
  useEffect(() => {
    if (isFollowing) startFrom(stored);
  }, [isFollowing, stored]);

  return {
    fields,
    base,
    isDirty,
    isSaving: mutation.isPending,
    outcome: outcomeOf(mutation, {
      isDirty,
      isAsSent: sameValues(fields.values, mutation.variables?.values),
      hasErrors: Object.keys(fields.errors).length > 0,
    }),
    undoSave:
      saved === null || saved.now !== base || isDirty || mutation.isPending
        ? null
        : () => {
            // What cannot be saved, or wants a yes, stands in the fields like any other change.
            const values = toValues(saved.before);
            fields.setValues(values);
            mutation.mutate({ values, isConfirmed: false });
          },
    save: (isConfirmed = false) => mutation.mutate({ values: fields.getValues(), isConfirmed }),
    undo: () => {
      startFrom(stored);
      mutation.reset();
    },
    reconsider: mutation.reset,
    loadTheirs: async () => {
      startFrom(await readAgain());
      mutation.reset();
    },
    keepMine: async () => {
      startFrom(await readAgain(), true);
      mutation.reset();
    },
  };
}

/**
 * Whether a change may have mended what is wrong at a path. What is wrong in a list may lie at another of its entries:
 * a name that is there twice; what is wrong with the whole form may lie anywhere.
 */
function isAnswered<Values extends Record<string, unknown>>(
  path: string,
  values: Values,
  before: Values,
): boolean {
  if (path === WHOLE_FORM) return !sameValues(values, before);
  const [root = ''] = path.split('.');
  return Array.isArray(values[root]) && !sameValues(values[root], before[root]);
}

/** Changes after it was saved, or to what was refused, are a new start. */
function outcomeOf<Stored>(
  { data, error }: { data: SaveResult<Stored> | undefined; error: Error | null },
  { isDirty, isAsSent, hasErrors }: { isDirty: boolean; isAsSent: boolean; hasErrors: boolean },
): SaveResult<Stored> | { kind: 'none' } {
  const result = error === null ? data : ({ kind: 'refused', message: error.message, problems: [] } as const);
  if (result === undefined || (result.kind === 'accepted' && isDirty)) return { kind: 'none' };
  if (result.kind !== 'refused') return result;
  return (result.problems.length > 0 ? hasErrors : isAsSent) ? result : { kind: 'none' };
}

/** Whether two say the same; the `id` by which rows are told apart says nothing. */
function sameValues(one: unknown, other: unknown): boolean {
  return plain(one) === plain(other);
}

function plain(values: unknown): string {
  return JSON.stringify(values, (key, value) => (key === 'id' ? undefined : value));
}
