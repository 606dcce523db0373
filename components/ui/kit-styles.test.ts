import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Parts of the kit that are made of others, whose styles they need as well. */
const MADE_OF: Record<string, readonly string[]> = {
  ActionIcon: ['UnstyledButton', 'Loader'],
  Autocomplete: ['Input', 'Combobox', 'Popover', 'ScrollArea'],
  Button: ['UnstyledButton', 'Loader'],
  Checkbox: ['InlineInput', 'Input'],
  Modal: ['ModalBase', 'Overlay', 'Paper'],
  TagsInput: ['Input', 'Pill', 'PillsInput', 'CloseButton', 'Combobox', 'Popover', 'ScrollArea'],
  SegmentedControl: ['FloatingIndicator'],
  Textarea: ['Input'],
  TextInput: ['Input'],
};

const KIT_IMPORT = /import \{([^}]*)\} from '@mantine\/core';/g;
const STYLE_IMPORT = /@mantine\/core\/styles\/(\w+)\.layer\.css/g;
/** Files that are made of others of ours bring no styles of their own for these. */
const BROUGHT_BY: Record<string, string> = {
  'components/ui/form/suggest-field.tsx': 'components/ui/form/fields.tsx',
  'components/ui/form/tags-field.tsx': 'components/ui/form/fields.tsx',
};

const files = ['app', 'components'].flatMap(folder =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.tsx'))
    .map(name => `${folder}/${name}`),
);
const stylesIn = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(STYLE_IMPORT)].map(([, name]) => name);
const everywhere = stylesIn('app/kit-styles.ts');

// Neither the browser nor a linter says that styles are missing: the part is there, and looks wrong.
test('whoever uses a part of the kit brings its styles along', () => {
  const missing = files.flatMap(file => {
    const brought = new Set([...everywhere, ...stylesIn(file), ...stylesIn(BROUGHT_BY[file] ?? file)]);
    const used = [...readFileSync(file, 'utf8').matchAll(KIT_IMPORT)].flatMap(([, names = '']) =>
      names
        .split(',')
        .map(name => name.trim().split(' as ')[0] ?? '')
        .filter(name => /^[A-Z]/.test(name)),
    );
    return used
      .flatMap(part => [part, ...(MADE_OF[part] ?? [])])
      .filter(part => existsSync(`node_modules/@mantine/core/styles/${part}.layer.css`) && !brought.has(part))
      .map(part => `${file}: ${part}`);
  });
  expect(missing).toEqual([]);
});
