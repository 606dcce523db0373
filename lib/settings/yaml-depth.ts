import { type CST, Parser } from 'yaml';

/**
 * How many lists and maps lie within each other, at most. Told before the text is composed, since composing calls
 * itself for each level, and a text of brackets alone can end the whole program.
 */
export function yamlDepth(text: string): number {
  const open: Array<readonly [token: CST.Token, depth: number]> = [];
  for (const token of new Parser().parse(text)) open.push([token, 0]);
  let deepest = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [token, depth] = next;
    deepest = Math.max(deepest, depth);
    if (token.type === 'document' && token.value !== undefined) open.push([token.value, depth]);
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key) open.push([key, depth + 1]);
      if (value) open.push([value, depth + 1]);
    }
  }
  return deepest;
}
