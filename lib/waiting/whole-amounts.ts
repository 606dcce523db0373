/**
 * Makes amounts whole so that they still sum to the (rounded) sum: each is rounded down, and the largest
 * remainders get the rest, ties to the earlier (largest remainder method).
 */
export function wholeAmounts(amounts: readonly number[]): number[] {
  const total = Math.round(amounts.reduce((sum, amount) => sum + amount, 0));
  const whole = amounts.map(Math.floor);
  const missing = total - whole.reduce((sum, amount) => sum + amount, 0);
  const byRemainder = amounts
    .map((amount, index) => ({ index, remainder: amount - Math.floor(amount) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, missing)) whole[index] = (whole[index] ?? 0) + 1;
  return whole;
}
