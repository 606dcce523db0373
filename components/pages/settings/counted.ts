import { formatCount } from '@/lib/format';

/** `1 rule`, `1,234 rules`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
