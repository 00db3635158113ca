/** Resolves with the first of Ctrl-C and a polite end; a second one ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve(signal);
        // 128 and the number of the signal, as shells have it.
        process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
      });
    }
  });
}
