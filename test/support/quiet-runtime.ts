import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterEach } from 'vitest';

const said: string[] = [];

/**
 * What workers in this process warn of, which in tests of failures is a lot, is shown only with a
 * test that failed. To be imported before a worker is started.
 */
Runtime.install({
  telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
    const { error } = (meta ?? {}) as { readonly error?: unknown };
    const cause = error instanceof Error ? `: ${error.message}` : '';
    said.push(`${level} ${message}${cause}\n`);
  }),
});

afterEach(({ task }) => {
  if (task.result?.state === 'fail') {
    process.stderr.write(`Logged during "${task.name}":\n${said.join('')}`);
  }
  said.length = 0;
});
