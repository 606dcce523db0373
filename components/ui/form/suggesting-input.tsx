'use client';

import { Autocomplete, type AutocompleteProps } from '@mantine/core';

const MOST_SUGGESTIONS = 50;

/** Loaded by `SuggestField`. */
export function SuggestingInput(props: AutocompleteProps) {
  return <Autocomplete limit={MOST_SUGGESTIONS} openOnFocus={false} {...props} />;
}
