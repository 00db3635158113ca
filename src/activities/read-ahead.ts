/**
 * Does the work for every item, up to `most` at the same time, and yields the results in order. When one
 * fails, those under way come to their own end.
 */
export async function* readAhead<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  for (const item of items) {
    const running = work(item);
    // Prevents an unhandled rejection; it is awaited in its turn, unless an earlier one fails.
    running.catch(() => undefined);
    underWay.push(running);
    if (underWay.length >= most) yield await underWay.shift()!;
  }
  for (const running of underWay) yield await running;
}
