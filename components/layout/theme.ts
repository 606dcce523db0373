import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const petrol: MantineColorsTuple = [
  '#e8f4f8',
  '#d3e6ee',
  '#a6ccdc',
  '#76b1ca',
  '#4f9aba',
  '#378cb0',
  '#2685ac',
  '#1a7297',
  '#0c6588',
  '#005777',
];

/** Tokens of the interface; contrast is AA in both schemes (checked with axe). */
export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  colors: { petrol },
  fontFamily:
    'Inter, "Segoe UI Variable Text", "Segoe UI", -apple-system, BlinkMacSystemFont, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif',
  defaultRadius: 'sm',
  headings: { fontWeight: '620' },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fbfbfc',
    '--mantine-color-dimmed': '#565d66',
    '--mantine-color-placeholder': '#646c75',
    '--surface': '#ffffff',
    '--hairline': '#e3e6ea',
    '--grid': '#eceef1',
    '--line': '#0c6588',
    '--line-tail': '#b3541e',
    '--band': 'rgba(12, 101, 136, 0.22)',
    '--bar': '#d5dce3',
    '--step-1': '#0c6588',
    '--step-2': '#e69f00',
    '--step-3': '#3c9d7b',
    '--step-4': '#cc79a7',
    '--step-5': '#56b4e9',
    '--step-6': '#b3541e',
    '--step-7': '#7a68b3',
    '--step-other': '#a7afb8',
  },
  dark: {
    '--mantine-color-body': '#15181c',
    '--mantine-color-text': '#e4e7eb',
    '--mantine-color-dimmed': '#a3abb5',
    '--mantine-color-placeholder': '#a0a0a0',
    '--surface': '#1c2025',
    '--hairline': '#2d333a',
    '--grid': '#282d34',
    '--line': '#5bb3d6',
    '--line-tail': '#f0a068',
    '--band': 'rgba(91, 179, 214, 0.26)',
    '--bar': '#3b434c',
    '--step-1': '#4a9fc4',
    '--step-2': '#e6a935',
    '--step-3': '#4fb892',
    '--step-4': '#d98fb8',
    '--step-5': '#8accf2',
    '--step-6': '#d9773f',
    '--step-7': '#9f90d6',
    '--step-other': '#6b747e',
  },
});
