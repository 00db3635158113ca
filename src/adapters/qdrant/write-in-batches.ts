/** Points of one write: the best throughput measured, and well below the 32 MiB of a request. */
const pointsPerWrite = 256;

/** Writes the items in requests of a size Qdrant takes, one after the other. */
export async function writeInBatches<Item>(
  items: readonly Item[],
  write: (batch: readonly Item[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += pointsPerWrite) {
    await write(items.slice(start, start + pointsPerWrite));
  }
}
