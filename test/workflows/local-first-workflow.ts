import { localFirst } from '../../src/workflows/local-first.js';

export interface Readings {
  read(): Promise<string>;
}

export function readOnce(): Promise<string> {
  const thenOptions = () => ({
    startToCloseTimeout: '10 seconds' as const,
    retry: { initialInterval: '10 milliseconds' as const },
  });
  const call = { summary: 'read', localMs: 300, thenOptions };
  return localFirst<Readings, string>(call, ({ read }) => read());
}
