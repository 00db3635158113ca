/** A signal may arrive twice at once: from the terminal, and forwarded by npm or a launcher. */
const echoMs = 1_000;

/** Resolves at the first SIGINT or SIGTERM; a later one ends the process immediately. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const take = (signal: NodeJS.Signals): void => {
      firstAt ??= Date.now();
      resolve(signal);
      // 128 plus the signal number, as in shells.
      if (Date.now() - firstAt > echoMs) process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    process.on('SIGINT', take);
    process.on('SIGTERM', take);
  });
}
