import { addTo, summaryTool } from './summary-tool';

/** What `check`, `clippy` and `doc` do instead of compiling is work of the same kind. */
const COMPILED =
  /^(?:Compiling \S+ v\d|(?:Checking|Documenting) (?!out )\S+ v\d+\.\d+\.\d+(?!\d)\S*(?: \(.*\))?$)/;
const FRESH = /^Fresh \S+ v\d/;

/** cargo: crates that it compiled; those that it did not have to are listed only with `-v`. */
export const cargo = summaryTool({
  name: 'cargo',
  kind: 'buildtool',
  starts: ['Compiling ', 'Checking ', 'Documenting ', 'Fresh '],
  read(line, memory) {
    if (COMPILED.test(line)) addTo(memory, 'compiled');
    else if (FRESH.test(line)) addTo(memory, 'fresh');
    return null;
  },
  withoutSummary: memory => ({ hits: memory.get('fresh') ?? null, misses: memory.get('compiled') ?? 0 }),
});
