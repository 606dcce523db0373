import { addTo, summaryTool } from './summary-tool';

const COMPILED = /^Compiling \S+ v\d/;
const FRESH = /^Fresh \S+ v\d/;

/** cargo: crates that it compiled; those that it did not have to are listed only with `-v`. */
export const cargo = summaryTool({
  name: 'cargo',
  kind: 'buildtool',
  starts: ['Compiling ', 'Fresh '],
  read(line, memory) {
    if (COMPILED.test(line)) addTo(memory, 'compiled');
    else if (FRESH.test(line)) addTo(memory, 'fresh');
    return null;
  },
  withoutSummary: memory => ({ hits: memory.get('fresh') ?? null, misses: memory.get('compiled') ?? 0 }),
});
