'use client';

import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import { Autocomplete, type AutocompleteProps } from '@mantine/core';
import { errorSentence, FieldLabel, type FieldProps, TYPED_TEXT } from './fields';

const MOST_SUGGESTIONS = 50;

interface SuggestFieldProps extends FieldProps, Omit<AutocompleteProps, keyof FieldProps> {
  data: string[];
}

/** A line of text that is often one of those that are known; anything else is taken too. */
export function SuggestField({ label, within, error, ...input }: SuggestFieldProps) {
  return (
    <Autocomplete
      {...TYPED_TEXT}
      limit={MOST_SUGGESTIONS}
      openOnFocus={false}
      {...input}
      label={<FieldLabel label={label} within={within} />}
      error={errorSentence(label, error)}
    />
  );
}
