/** The same signal may reach us twice at once: from the terminal, and passed on by npm or a launcher. */
const echoMs = 1_000;

/** Resolves with the first of Ctrl-C and a polite end; a later one ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const take = (signal: NodeJS.Signals): void => {
      firstAt ??= Date.now();
      resolve(signal);
      // 128 and the number of the signal, as shells have it.
      if (Date.now() - firstAt > echoMs) process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    process.on('SIGINT', take);
    process.on('SIGTERM', take);
  });
}
