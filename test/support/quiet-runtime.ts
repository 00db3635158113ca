import { DefaultLogger, Runtime } from '@temporalio/worker';

const lines: string[] = [];

/**
 * What workers in this process warn of, which in tests of failures is a lot, is kept to be shown with a
 * test that failed. To be imported before a worker is started.
 */
Runtime.install({
  telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
    const { error } = (meta ?? {}) as { readonly error?: unknown };
    const cause = error instanceof Error ? `: ${error.message}` : '';
    lines.push(`${level} ${message}${cause}\n`);
  }),
});

/** What was logged since this was last called. */
export function takeLog(): string {
  return lines.splice(0).join('');
}
