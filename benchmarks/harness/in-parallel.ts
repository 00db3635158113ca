/** Does some work `times` times, at most `most` at a time; rejects with the first failure. */
export async function inParallel(
  times: number,
  most: number,
  work: (turn: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < times) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(most, times) }, worker));
}
