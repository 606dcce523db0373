/** What sums of fractions may be off by. */
const NOISE = 1e-6;

/**
 * Makes amounts whole so that they sum to `total`: each is rounded down, and the largest remainders get the rest,
 * ties to the earlier (largest remainder method). Remainders that differ by the noise of adding are ties.
 *
 * @param amounts not below 0
 * @param total what they sum to, rounded
 */
export function wholeAmounts(amounts: Float64Array, total: number): Float64Array {
  const whole = amounts.map(amount => Math.floor(amount + NOISE));
  let missing = total;
  const cut: Array<{ index: number; remainder: number }> = [];
  amounts.forEach((amount, index) => {
    const floor = whole[index] ?? 0;
    missing -= floor;
    const remainder = Math.round((amount - floor) / NOISE);
    if (remainder > 0) cut.push({ index, remainder });
  });
  cut.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of cut.slice(0, missing)) whole[index] = (whole[index] ?? 0) + 1;
  return whole;
}
