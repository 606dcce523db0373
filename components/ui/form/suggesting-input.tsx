'use client';

import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import { Autocomplete, type AutocompleteProps } from '@mantine/core';

const MOST_SUGGESTIONS = 50;

/** Loaded by `SuggestField`. */
export function SuggestingInput(props: AutocompleteProps) {
  return <Autocomplete limit={MOST_SUGGESTIONS} openOnFocus={false} {...props} />;
}
