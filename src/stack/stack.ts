import type { Environment } from '../config/host-environment.js';
import { startQdrant, type Qdrant, type QdrantOptions } from './qdrant.js';
import { startTemporal, type Temporal, type TemporalOptions } from './temporal.js';

interface SharedOptions {
  /** Holds everything the services write. */
  readonly dataDir: string;
  /** Where executables are looked for; of it, services get only what they need. */
  readonly environment: Environment;
  readonly onProgress: (text: string) => void;
}

export interface StackOptions extends SharedOptions {
  readonly temporal: Omit<TemporalOptions, keyof SharedOptions>;
  readonly qdrant: Omit<QdrantOptions, keyof SharedOptions>;
}

export interface Stack {
  readonly temporal: Temporal;
  readonly qdrant: Qdrant;
  /** Ends both, as far as they were started here. Idempotent. */
  stop(): Promise<void>;
}

/** Starts Temporal and Qdrant side by side. When one fails the other is stopped. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { temporal: temporalOptions, qdrant: qdrantOptions, ...shared } = options;
  const [temporal, qdrant] = await Promise.allSettled([
    startTemporal({ ...temporalOptions, ...shared }),
    startQdrant({ ...qdrantOptions, ...shared }),
  ]);
  if (temporal.status === 'fulfilled' && qdrant.status === 'fulfilled') {
    const services = [temporal.value, qdrant.value];
    return {
      temporal: temporal.value,
      qdrant: qdrant.value,
      stop: async () => {
        await Promise.all(services.map((service) => service.stop()));
      },
    };
  }
  const failures: unknown[] = [];
  for (const service of [temporal, qdrant]) {
    if (service.status === 'fulfilled') await service.value.stop();
    else failures.push(service.reason);
  }
  throw failures.length === 1
    ? failures[0]
    : new AggregateError(failures, failures.map(String).join('\n'));
}
