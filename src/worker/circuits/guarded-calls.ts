import type { CircuitConfig } from '../../config/circuits.js';
import type { SlowRule } from '../../core/circuit/usual-latency.js';
import type { Endpoint } from '../../services.js';
import type { GuardedCall } from './guard.js';

/** What calls to an endpoint stand behind, and when they are slow. */
export function guardedCall(endpoint: Endpoint, { slow }: CircuitConfig): GuardedCall {
  const { role, circuit, credential, timeoutMs } = endpoint;
  return { circuit, credential, kind: role, timeoutMs, slow: slowRule(endpoint, slow) };
}

function slowRule({ role, firstResponseMs }: Endpoint, slow: CircuitConfig['slow']): SlowRule {
  const longestMs = firstResponseMs * slow.afterShare;
  switch (role) {
    // Slow by itself only when slower than usual: these differ too much from one call to the next.
    case 'bulkEmbed':
    case 'read':
    case 'write':
      return { longestMs, timesUsual: Infinity, shortestMs: longestMs };
    case 'embed':
    case 'rerank':
    case 'generate':
      return { longestMs, timesUsual: slow.timesUsual, shortestMs: slow.shortestMs };
  }
}
