import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const teal: MantineColorsTuple = [
  '#e8f6f4',
  '#d3ebe8',
  '#a9d8d3',
  '#7cc4bd',
  '#57b3ab',
  '#3fa89f',
  '#2a8f87',
  '#0f6e6a',
  '#0b5a57',
  '#064542',
];

/** One accent, warm white space, calm corners. */
export const theme = createTheme({
  colors: { teal },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'md',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Naskh Arabic", sans-serif',
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.75rem' }, h2: { fontSize: '1.3rem' }, h3: { fontSize: '1.1rem' } },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'md' } },
    TextInput: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md', autosize: true, minRows: 2 } },
    NativeSelect: { defaultProps: { size: 'md' } },
    NumberInput: { defaultProps: { size: 'md' } },
    Select: { defaultProps: { size: 'md' } },
    Checkbox: { defaultProps: { size: 'md' } },
    Radio: { defaultProps: { size: 'md' } },
    Chip: { defaultProps: { size: 'md' } },
  },
});

/** Mantine's own greys and reds are too pale for contrast 4.5: ours. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fdfcfa',
    '--mantine-color-text': '#1d2625',
    '--mantine-color-dimmed': '#52605e',
    '--mantine-color-placeholder': '#5f6b69',
    '--mantine-color-error': '#a8201a',
    '--mantine-color-anchor': '#0b5a57',
    '--mantine-color-teal-light-color': '#0b5a57',
    '--mantine-color-teal-outline': '#0f6e6a',
    '--katrol-card': '#ffffff',
    '--katrol-line': '#dcd8d0',
    '--katrol-soft': '#f4f1ea',
    '--katrol-accent': '#0f6e6a',
    '--katrol-accent-soft': '#e3f2f0',
    '--katrol-accent-text': '#0b4f4c',
    '--katrol-attention-soft': '#fdeeda',
    '--katrol-attention-text': '#7a3e00',
  },
  dark: {
    '--mantine-color-body': '#141a1a',
    '--mantine-color-text': '#e6eceb',
    '--mantine-color-dimmed': '#b3bfbd',
    '--mantine-color-placeholder': '#a5b1af',
    '--mantine-color-error': '#ff9a92',
    '--mantine-color-anchor': '#7ed3cb',
    '--mantine-color-teal-light-color': '#9be0d9',
    '--mantine-color-teal-outline': '#7ed3cb',
    '--katrol-card': '#1c2424',
    '--katrol-line': '#3a4645',
    '--katrol-soft': '#202a2a',
    '--katrol-accent': '#57b3ab',
    '--katrol-accent-soft': '#173735',
    '--katrol-accent-text': '#a9e3dd',
    '--katrol-attention-soft': '#3d2a12',
    '--katrol-attention-text': '#ffd19a',
  },
});
