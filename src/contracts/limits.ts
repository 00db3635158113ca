/** Quarantined documents listed by name in the progress of an ingestion; the manifest holds them all. */
export const mostQuarantinedListed = 100;
