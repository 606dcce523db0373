'use client';

import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Pill.layer.css';
import '@mantine/core/styles/PillsInput.layer.css';
import { TagsInput, type TagsInputProps } from '@mantine/core';
import { errorSentence, FieldLabel, type FieldProps, TYPED_TEXT } from './fields';

const MOST_SUGGESTIONS = 50;

interface TagsFieldProps extends FieldProps, Omit<TagsInputProps, keyof FieldProps> {
  data: string[];
}

/** Several names, often of those that are known; anything else is taken too. Enter or a comma ends a name. */
export function TagsField({ label, within, error, ...input }: TagsFieldProps) {
  return (
    <TagsInput
      {...TYPED_TEXT}
      limit={MOST_SUGGESTIONS}
      acceptValueOnBlur
      openOnFocus={false}
      {...input}
      label={<FieldLabel label={label} within={within} />}
      error={errorSentence(label, error)}
    />
  );
}
