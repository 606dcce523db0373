'use client';

import '@mantine/core/styles/Input.layer.css';
import { TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { errorSentence, FieldLabel, type FieldProps, TYPED_TEXT } from './fields';
import type { SuggestingInput } from './suggesting-input';

interface SuggestFieldProps
  extends FieldProps,
    Pick<TextInputProps, 'placeholder' | 'description' | 'onFocus' | 'onBlur'> {
  data: string[];
  value?: string;
  onChange: (value: string) => void;
}

/** Where the focus was in a field whose place another one takes. */
type Caret = readonly [from: number | null, until: number | null];

/** Weighs as much as a form by itself, so it comes once the page is there. */
let loaded: typeof SuggestingInput | null = null;

/** A line of text that is often one of those that are known; anything else is taken too. */
export function SuggestField({ label, within, error, data, onChange, ...input }: SuggestFieldProps) {
  const [Suggesting, setSuggesting] = useState(() => loaded);
  const field = useRef<HTMLInputElement>(null);
  const caret = useRef<Caret | null>(null);
  const isPlain = Suggesting === null;

  useEffect(() => {
    if (!isPlain) return;
    let isGone = false;
    const take = async () => {
      loaded = (await import('./suggesting-input')).SuggestingInput;
      if (isGone) return;
      const { current } = field;
      if (current !== null && current === document.activeElement)
        caret.current = [current.selectionStart, current.selectionEnd];
      setSuggesting(() => loaded);
    };
    // Offline, one types without suggestions.
    take().catch(() => undefined);
    return () => {
      isGone = true;
    };
  }, [isPlain]);

  useLayoutEffect(() => {
    if (isPlain || caret.current === null) return;
    field.current?.focus();
    field.current?.setSelectionRange(...caret.current);
    caret.current = null;
  }, [isPlain]);

  const shared = {
    ...TYPED_TEXT,
    ...input,
    label: <FieldLabel label={label} within={within} />,
    error: errorSentence(label, error),
  };
  if (Suggesting === null)
    return <TextInput {...shared} ref={field} onChange={event => onChange(event.currentTarget.value)} />;
  return <Suggesting {...shared} ref={field} data={data} onChange={onChange} />;
}
