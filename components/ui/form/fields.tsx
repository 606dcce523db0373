'use client';

import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import {
  Checkbox,
  type CheckboxProps,
  Group,
  Textarea,
  type TextareaProps,
  TextInput,
  type TextInputProps,
  VisuallyHidden,
} from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './form.module.css';

export interface FieldProps {
  label: string;
  /** What it belongs to, where others have the same label: told to screen readers. */
  within?: string;
  /** What is wrong with it, going on after the label: "is missing". */
  error?: ReactNode;
}

/** Patterns, logins and numbers: spelling is nobody's business. What is wrong stands before what the field does. */
export const TYPED_TEXT = {
  autoComplete: 'off',
  autoCapitalize: 'none',
  spellCheck: false,
  classNames: {
    label: classes.label ?? '',
    input: classes.input ?? '',
    error: classes.error ?? '',
    description: classes.description ?? '',
  },
  inputWrapperOrder: ['label', 'input', 'error', 'description'] satisfies TextInputProps['inputWrapperOrder'],
};

interface TextFieldProps extends FieldProps, Omit<TextInputProps, keyof FieldProps> {
  /** Beside the control, such as `minutes`. */
  unit?: string;
  /** Numbers and times are short. */
  isShort?: boolean;
}

/** A line of text. */
export function TextField({ label, within, unit, isShort, error, ...input }: TextFieldProps) {
  return (
    <TextInput
      {...TYPED_TEXT}
      {...input}
      label={<FieldLabel label={label} within={within} unit={unit} />}
      error={errorSentence(label, error)}
      data-short={isShort}
      {...(unit !== undefined && {
        inputContainer: (control: ReactNode) => (
          <Group gap="xs" wrap="nowrap" className={classes.withUnit ?? ''}>
            {control}
            <span aria-hidden="true" className={classes.unit}>
              {unit}
            </span>
          </Group>
        ),
      })}
    />
  );
}

interface LinesFieldProps extends FieldProps, Omit<TextareaProps, keyof FieldProps> {
  value?: string;
  leastRows?: number;
}

/** A list as text, one entry a line. Its problems name the line that they are of. */
export function LinesField({ label, within, leastRows = 3, ...input }: LinesFieldProps) {
  const lines = (input.value ?? '').split('\n').length;
  return (
    <Textarea
      {...TYPED_TEXT}
      resize="vertical"
      {...input}
      label={<FieldLabel label={label} within={within} />}
      rows={Math.min(16, Math.max(leastRows, lines + 1))}
    />
  );
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

interface WeekdaysFieldProps extends FieldProps {
  /** 1 is Monday, 7 is Sunday; in order. */
  value: readonly number[];
  onChange: (days: number[]) => void;
}

/** Days of the week. */
export function WeekdaysField({ label, within, error, value, onChange }: WeekdaysFieldProps) {
  return (
    <Checkbox.Group
      classNames={{ label: classes.label ?? '', error: classes.error ?? '' }}
      label={<FieldLabel label={label} within={within} />}
      error={errorSentence(label, error)}
      value={value.map(String)}
      onChange={days => onChange(days.map(Number).sort((a, b) => a - b))}
    >
      <Group gap="10px 14px" mt={4}>
        {DAYS.map((name, index) => (
          <CheckField key={name} value={String(index + 1)} label={name} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

interface ChecksFieldProps extends FieldProps {
  options: ReadonlyArray<{ value: string; label: string }>;
  value: string[];
  onChange: (chosen: string[]) => void;
}

/** Some of a few, below each other. */
export function ChecksField({ label, within, error, options, value, onChange }: ChecksFieldProps) {
  return (
    <Checkbox.Group
      classNames={{ label: classes.label ?? '', error: classes.error ?? '' }}
      label={<FieldLabel label={label} within={within} />}
      error={errorSentence(label, error)}
      value={value}
      onChange={onChange}
    >
      <div className={classes.checks}>
        {options.map(option => (
          <CheckField key={option.value} {...option} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

/** Something that is so or not. */
export function CheckField(props: Omit<CheckboxProps, 'classNames' | 'size'>) {
  return (
    <Checkbox
      size="xs"
      classNames={{ input: classes.check ?? '', label: classes.checkLabel ?? '' }}
      {...props}
    />
  );
}

/** A label as it is seen, and as screen readers say it. */
export function FieldLabel(props: { label: string; within?: string | undefined; unit?: string | undefined }) {
  const { label, within, unit } = props;
  return (
    <>
      {within !== undefined && <VisuallyHidden>{within}, </VisuallyHidden>}
      {label}
      {unit !== undefined && <VisuallyHidden>, {unit}</VisuallyHidden>}
    </>
  );
}

/** What is wrong with a field, beginning with its label. */
export function errorSentence(label: string, error: ReactNode): ReactNode {
  return typeof error === 'string' ? `${label} ${error}` : error;
}
