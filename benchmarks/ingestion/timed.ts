/** Milliseconds spent per operation. */
export type Times = Map<string, number>;

/**
 * The same port with the time of every call booked under its name. Calls that overlap are all counted
 * in full, so what is booked adds up only when one is made after the other.
 */
export function timed<Port extends object>(name: string, port: Port, times: Times): Port {
  const entries = Object.entries(port).map(([method, value]: [string, unknown]) => {
    if (typeof value !== 'function') return [method, value];
    const call = value as (...args: unknown[]) => unknown;
    return [
      method,
      (...args: unknown[]): unknown => {
        const startedAt = performance.now();
        const book = () => {
          const label = `${name}.${method}`;
          times.set(label, (times.get(label) ?? 0) + performance.now() - startedAt);
        };
        const result = call(...args);
        if (!(result instanceof Promise)) return result;
        return result.finally(book);
      },
    ];
  });
  return Object.fromEntries(entries) as Port;
}
