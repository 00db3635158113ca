/** Quarantined documents listed by name in the progress of an ingestion; the manifest holds them all. */
export const mostQuarantinedListed = 100;

/** A copy of the index that is further behind than this is not answered from, and may be made anew. */
export const mostCommitsBehind = 1000;
