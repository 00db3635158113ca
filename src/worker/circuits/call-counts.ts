import type { OutcomeLabel } from '../../contracts/metrics.js';
import { outcomeLabel } from '../../core/recorder.js';
import { PortError } from '../../ports/port-error.js';
import type { Guard } from './guard.js';

export interface CallCount {
  readonly circuit: string;
  readonly outcome: OutcomeLabel;
  readonly count: number;
}

/** How calls ended since this was last asked. Kept in memory: a meter would cost more than the guard. */
export class CallCounts {
  readonly #counts = new Map<string, Map<OutcomeLabel, number>>();

  add(circuit: string, outcome: OutcomeLabel): void {
    const outcomes = this.#counts.get(circuit) ?? new Map<OutcomeLabel, number>();
    this.#counts.set(circuit, outcomes);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }

  take(): readonly CallCount[] {
    const taken = [...this.#counts].flatMap(([circuit, outcomes]) =>
      [...outcomes].map(([outcome, count]) => ({ circuit, outcome, count })),
    );
    this.#counts.clear();
    return taken;
  }
}

/** The same guard, counting how its calls end. A mistake of our own counts as `client_error`. */
export function countCalls(guard: Guard, counts: CallCounts): Guard {
  return async (call, work) => {
    try {
      const result = await guard(call, work);
      counts.add(call.circuit, 'success');
      return result;
    } catch (error) {
      const outcome = error instanceof PortError ? outcomeLabel(error) : 'client_error';
      counts.add(call.circuit, outcome);
      throw error;
    }
  };
}
