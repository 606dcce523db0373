/** One line of the bench; without limits it is only told. */
export interface Figure {
  name: string;
  value: number;
  unit: '%' | 's' | 'MB';
  atLeast?: number;
  atMost?: number;
}

export function percent(count: number, of: number): number {
  return (100 * count) / of;
}
