/** What the list of builds has in its address beside the filters, and finds again on the way back from a build. */
export const KEPT_BESIDE_FILTERS = ['status'] as const;
