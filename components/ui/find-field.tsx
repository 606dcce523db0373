'use client';

import '@mantine/core/styles/Input.layer.css';
import { TextInput } from '@mantine/core';
import { useViewState } from '@/components/filters/filter-state';

/** Searches the rows of a list as one types; what is searched for stands in the address. */
export function FindField({ label }: { label: string }) {
  const [{ find }, setView] = useViewState();
  return (
    <search>
      <TextInput
        type="search"
        size="xs"
        w={200}
        aria-label={label}
        placeholder={label}
        value={find}
        onChange={event => setView({ find: event.currentTarget.value || null })}
      />
    </search>
  );
}
