/**
 * Hours lost are looked for in the week in which a build finished and so many weeks before it. The CI server itself ends
 * builds after a day; only those that wait for an approval last longer.
 */
export const LONGEST_WAIT_WEEKS = 5;
