/** The range of what lists call now. */
export const NOW_RANGE = '7d';
export const NOW_HELP = 'p50 of the last 7 days, whatever the range; beside it p50 of the range.';
