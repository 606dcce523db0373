'use client';

import { type MantineColorScheme, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useMounted } from '@mantine/hooks';

const SCHEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'Auto' },
];

const isScheme = (value: string): value is MantineColorScheme =>
  SCHEMES.some(scheme => scheme.value === value);

/** Light, dark, or as the machine has it. The choice is known in the browser only, so it shows once mounted. */
export function ColorSchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const mounted = useMounted();
  return (
    <SegmentedControl
      size="xs"
      aria-label="Colours"
      data={SCHEMES}
      value={mounted ? colorScheme : 'auto'}
      onChange={value => {
        if (isScheme(value)) setColorScheme(value);
      }}
    />
  );
}
