import type { Config } from '../config.js';
import { isStale } from '../core/limit-reason.js';
import type { QueueLimits } from '../ports/queue-limits.js';
import { dependenciesOf } from '../services.js';

/**
 * Lifts limits whose expiry has passed: the process that set them is gone, and a paused queue would
 * stay paused for ever. Limits set by operators have no expiry and stay. Returns the queues freed.
 */
export async function liftStaleLimits(
  config: Config,
  limits: QueueLimits,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const queues = dependenciesOf(config).flatMap((dependency) => Object.keys(dependency.queues));
  const freed: string[] = [];
  for (const queue of queues) {
    const limit = await limits.read(queue, signal);
    if (!limit || !isStale(limit, Date.now())) continue;
    await limits.write(queue, null, signal);
    freed.push(queue);
  }
  return freed;
}
