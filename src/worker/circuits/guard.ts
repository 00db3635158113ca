import type { ProbeOutcome } from '../../core/circuit/observation.js';
import type { Clock } from '../../core/circuit/clock.js';
import { UsualLatency, type SlowRule } from '../../core/circuit/usual-latency.js';
import { outcomes } from '../../core/outcome.js';
import { PortError } from '../../ports/port-error.js';
import type { CircuitSync } from './circuit-sync.js';
import type { Breaker } from './breaker.js';
import type { LocalDecision } from './local-breaker.js';
import { Permit } from './permit.js';

/** A kind of call to a dependency, and the circuits it stands behind. */
export interface GuardedCall {
  /** The circuit of what is called: its failures and its slowness count. */
  readonly circuit: string;
  /** The circuit of the credential it is made with: opened when that is refused or exhausted. */
  readonly credential?: string | undefined;
  /** Calls that take about as long as each other: what is usual is known per kind. */
  readonly kind: string;
  readonly slow: SlowRule;
  /** The longest it may take. */
  readonly timeoutMs: number;
}

/** What a call under way may tell its guard. */
export interface Watch {
  /** The dependency has begun to answer: from here on the call is not slow. */
  answered(): void;
}

/**
 * Makes the call unless one of its circuits is open, and counts how it went. Throws PortError
 * `circuit_open` without calling, else whatever the call throws.
 */
export type Guard = <T>(call: GuardedCall, work: (watch: Watch) => Promise<T>) => Promise<T>;

export interface GuardOptions {
  readonly clock: () => number;
  readonly random: () => number;
  /** Whether a failure counts: every one, or only that of a call nobody will try again. */
  readonly counts: (error: PortError) => boolean;
}

/** What a lease lasts beyond the call it is for. */
const leaseMarginMs = 2_000;

/** Guards the calls to one dependency. */
export function createGuard(sync: CircuitSync, options: GuardOptions): Guard {
  const { clock, random, counts } = options;
  const usualLatencies = new Map<string, UsualLatency>();
  const moment = (): Clock => ({ now: clock(), random });

  async function acquire(name: string, timeoutMs: number): Promise<Permit> {
    const circuit = sync.circuit(name);
    const decision = circuit.decide(moment(), sync.isReachable());
    return decision.kind === 'probe'
      ? askForProbe(circuit, timeoutMs)
      : permitFor(circuit, decision);
  }

  async function askForProbe(circuit: Breaker, timeoutMs: number): Promise<Permit> {
    const answer = await sync.acquireProbe(circuit, timeoutMs + leaseMarginMs);
    if (answer.kind === 'granted') {
      return new Permit(circuit, sync, moment, { lease: answer.lease, own: false });
    }
    if (answer.kind === 'unreachable') return permitFor(circuit, circuit.decideAlone(moment()));
    throw rejection(circuit.name, { cause: 'another call probes it', retryInMs: 0 });
  }

  function permitFor(circuit: Breaker, decision: LocalDecision): Permit {
    if (decision.kind === 'reject') throw rejection(circuit.name, decision);
    const probe = decision.kind === 'own_probe' ? { lease: decision.lease, own: true } : null;
    return new Permit(circuit, sync, moment, probe);
  }

  /** Both circuits must let it through; a probe of the first is given back where the second does not. */
  async function acquireBoth({ circuit, credential, timeoutMs }: GuardedCall): Promise<Permits> {
    const call = await acquire(circuit, timeoutMs);
    if (credential === undefined) return { call, key: null };
    try {
      return { call, key: await acquire(credential, timeoutMs) };
    } catch (error) {
      call.onEnd({ verdict: 'ignored', cause: '' });
      throw error;
    }
  }

  function usualOf({ circuit, kind }: GuardedCall): UsualLatency {
    const key = `${circuit} ${kind}`;
    const known = usualLatencies.get(key) ?? new UsualLatency();
    usualLatencies.set(key, known);
    return known;
  }

  return async (guarded, work) => {
    sync.used();
    const permits = await acquireBoth(guarded);
    const usual = usualOf(guarded);
    const slowAfterMs = Math.ceil(usual.slowAfterMs(guarded.slow));
    const begunAt = clock();
    let answered = false;
    const slowTimer = setTimeout(
      () => permits.call.onSlow(`no answer within ${slowAfterMs} ms`),
      slowAfterMs,
    );
    const watch: Watch = {
      answered() {
        if (answered) return;
        answered = true;
        clearTimeout(slowTimer);
        // Slow answers as well: what has become slower for good is usual one day.
        usual.add(clock() - begunAt);
      },
    };
    try {
      const result = await work(watch);
      watch.answered();
      conclude(permits, { verdict: 'success', cause: '' });
      return result;
    } catch (error) {
      clearTimeout(slowTimer);
      concludeError(permits, error, counts);
      throw error;
    }
  };
}

interface Permits {
  readonly call: Permit;
  readonly key: Permit | null;
}

function conclude({ call, key }: Permits, ending: ProbeOutcome): void {
  call.onEnd(ending);
  key?.onEnd(ending);
}

/** A failing service says nothing about the key, nor a refused key about the service. */
function concludeError(
  { call, key }: Permits,
  error: unknown,
  counts: (error: PortError) => boolean,
): void {
  const ignored: ProbeOutcome = { verdict: 'ignored', cause: '' };
  if (!(error instanceof PortError) || error.circuit === 'ignore') {
    return conclude({ call, key }, ignored);
  }
  const { summary: cause, retryAfterMs } = error;
  if (error.circuit === 'open') {
    (key ?? call).onTrip({ cause, retryAfterMs });
    if (key) call.onEnd(ignored);
    return;
  }
  call.onEnd(counts(error) ? { verdict: 'failure', cause, retryAfterMs } : ignored);
  key?.onEnd(ignored);
}

/** What a call gets that is not made. */
export function rejection(
  name: string,
  { cause, retryInMs }: { readonly cause: string; readonly retryInMs: number },
): PortError {
  const dependency = name.split('/')[0] as string;
  const retryAfterMs = Math.max(0, Math.ceil(retryInMs));
  return new PortError(`The circuit of ${name} is open: ${cause}`, {
    dependency,
    ...outcomes.circuitOpen,
    retryAfterMs,
  });
}
