import { formatCount } from '@/lib/format';

/** A sentence that begins in the middle, made to stand by itself. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 rule`, `1,234 rules`. */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
