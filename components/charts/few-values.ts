/** A bucket of fewer values than this says little of itself. */
export const FEW = 5;

export function isOfFew({ n }: { n: number }): boolean {
  return n > 0 && n < FEW;
}
