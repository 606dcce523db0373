/** Kinds of caches; hits of two kinds are never counted together. */
export const CACHE_KINDS = ['layers', 'registry', 'archive', 'packages', 'buildtool'] as const;
