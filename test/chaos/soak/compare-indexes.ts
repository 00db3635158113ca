/** A passage as readers find it: everything that must be the same whatever happened on the way. */
export interface IndexedPassage {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly vector: readonly number[];
}

/** What depends on how often something was tried, and not on what the documents say. */
const incidental = new Set(['version']);

/** Differences between the passages of two indexes, in words; none when they are the same. */
export function compareIndexes(
  disturbed: readonly IndexedPassage[],
  undisturbed: readonly IndexedPassage[],
): readonly string[] {
  const found = new Map(disturbed.map((passage) => [passage.id, passage]));
  const expected = new Map(undisturbed.map((passage) => [passage.id, passage]));
  const differences = disturbed
    .filter(({ id }) => !expected.has(id))
    .map((passage) => `${nameOf(passage)} should not be there`);
  for (const [id, wanted] of expected) {
    const passage = found.get(id);
    if (!passage) differences.push(`${nameOf(wanted)} is missing`);
    else differences.push(...differencesOf(passage, wanted));
  }
  return differences;
}

function differencesOf(passage: IndexedPassage, wanted: IndexedPassage): readonly string[] {
  const fields = new Set([...Object.keys(passage.payload), ...Object.keys(wanted.payload)]);
  const differing = [...fields].filter(
    (field) =>
      !incidental.has(field) &&
      JSON.stringify(passage.payload[field]) !== JSON.stringify(wanted.payload[field]),
  );
  if (JSON.stringify(passage.vector) !== JSON.stringify(wanted.vector)) differing.push('vector');
  return differing.map((field) => `${nameOf(wanted)} has another ${field}`);
}

function nameOf({ id, payload }: IndexedPassage): string {
  return `${String(payload['document'])} (${id})`;
}
