/**
 * Benjamini and Hochberg 1995: p-values of a whole table made comparable. Whoever believes all rows whose adjusted value
 * is not above 0.1 believes at most 10 % too many on average.
 *
 * @param pValues one for each row of the table, in any order; null where a row has no test, which counts for nothing
 * @returns adjusted values in the same order, never below the p-value and never above 1
 */
export function benjaminiHochberg(pValues: ReadonlyArray<number | null>): Array<number | null> {
  const ranked = pValues
    .flatMap((pValue, index) => (pValue === null ? [] : [{ pValue, index }]))
    .sort((a, b) => b.pValue - a.pValue);
  const adjusted: Array<number | null> = pValues.map(() => null);
  let least = 1;
  for (const [fromLast, { pValue, index }] of ranked.entries()) {
    least = Math.min(least, (pValue * ranked.length) / (ranked.length - fromLast));
    adjusted[index] = least;
  }
  return adjusted;
}
