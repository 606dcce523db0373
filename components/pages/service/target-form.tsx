'use client';

import '@mantine/core/styles/Input.layer.css';
import { Button, Group, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { formatDuration } from '@/lib/format';
import { type SettingsAnswer, saveSection, settingsQuery } from '@/lib/settings/query';
import { parseDuration } from './parse-duration';
import classes from './service.module.css';

interface TargetFormProps {
  service: string;
  /** Null: none is set. */
  targetMs: number | null;
  onClose: () => void;
}

const MISREAD = 'That is no duration: write it with its units, such as 6m 30s, 6:30 or 390s.';

/** Sets, changes and removes the target of a service, in one line. */
export function TargetForm({ service, targetMs, onClose }: TargetFormProps) {
  const client = useQueryClient();
  // What is saved is laid over the targets of all services as they were when editing began.
  const opened = useQuery({
    queryKey: ['targets-when-opened', service],
    queryFn: async () => (await client.fetchQuery({ ...settingsQuery(), staleTime: 0 })).sections.targets,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const form = useForm({
    initialValues: { target: targetMs === null ? '' : formatDuration(targetMs) },
    validate: { target: text => ((parseDuration(text) ?? 0) > 0 ? null : MISREAD) },
  });
  const save = useMutation({
    /** @param seconds null: the service has no target any more */
    mutationFn: async (seconds: number | null) => {
      const { data: targets, error } = opened.isSuccess ? opened : await opened.refetch();
      if (targets === undefined) throw error;
      if (targets.problem !== null) throw new Error(targets.problem);
      const { [service]: _, ...others } = targets.value;
      const value = seconds === null ? others : { ...others, [service]: { p90Seconds: seconds } };
      const answer = await saveSection('targets', { value, revision: targets.revision });
      if (answer.kind === 'conflict')
        throw new Error(describeConflict((await opened.refetch()).data, service));
      if (answer.kind !== 'accepted') throw new Error(`Not saved: ${answer.message}`);
      await client.invalidateQueries();
    },
    onSuccess: onClose,
  });
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(({ target }) => save.mutate(parseDuration(target)))}
      onKeyDown={event => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <TextInput
        ref={input}
        size="xs"
        label="Nine of ten builds within"
        description="Minutes and seconds, such as 6m 30s. It holds for all who look at this service."
        placeholder="6m 30s"
        autoComplete="off"
        classNames={{ label: classes.label ?? '', description: classes.say ?? '', error: classes.say ?? '' }}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        inputContainer={control => (
          <Group gap="xs" className={classes.control ?? ''}>
            {control}
            <Button type="submit" size="xs" loading={save.isPending}>
              Save
            </Button>
            {targetMs !== null && (
              <Button size="xs" variant="default" disabled={save.isPending} onClick={() => save.mutate(null)}>
                Remove it
              </Button>
            )}
            <Button size="xs" variant="subtle" disabled={save.isPending} onClick={onClose}>
              Cancel
            </Button>
          </Group>
        )}
        errorProps={{ role: 'alert' }}
        {...form.getInputProps('target')}
        error={form.errors.target ?? save.error?.message ?? opened.data?.problem ?? opened.error?.message}
      />
    </form>
  );
}

type Targets = SettingsAnswer['sections']['targets'];

function describeConflict(theirs: Targets | undefined, service: string): string {
  const target = theirs?.value[service];
  const now =
    target === undefined ? 'has no target' : `is to be within ${formatDuration(target.p90Seconds * 1000)}`;
  return (
    `Somebody else saved targets in the meantime, so yours was not saved. With theirs, this service ${now}. ` +
    'Save again to set yours; the targets of other services stay as they are.'
  );
}
