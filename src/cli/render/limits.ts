import type { QueueLimit } from '../../ports/queue-limits.js';
import { shortened, table } from './layout.js';
import type { Paint } from './paint.js';
import { time } from './quantities.js';

/** A limited queue: the rate its workers configure, and what is set over it. */
export interface QueueState {
  readonly queue: string;
  /** Requests per second; null for no limit. */
  readonly configured: number | null;
  readonly limit: QueueLimit | null;
}

const causeWidth = 60;

/** Every limited queue with the rate in force and why. */
export function renderLimits(states: readonly QueueState[], now: number, paint: Paint): string {
  const rows = states.map(({ queue, configured, limit }) => [
    paint.bold(queue),
    rate(configured),
    limit ? inForce(limit, paint) : paint.dim('as configured'),
    limit?.until ? `in ${time(Math.max(0, Date.parse(limit.until) - now))}` : '',
    shortened(limit?.cause ?? '', causeWidth),
  ]);
  return table(['queue', 'configured', 'in force', 'void', 'why'], rows, paint);
}

function inForce({ perSecond }: QueueLimit, paint: Paint): string {
  return perSecond === 0 ? paint.red('paused') : paint.yellow(rate(perSecond));
}

function rate(perSecond: number | null): string {
  return perSecond === null ? 'no limit' : `${Math.round(perSecond * 100) / 100} per second`;
}
