import type { ProbeEnding } from '../../core/circuit/evidence.js';
import type { Moment } from '../../core/circuit/moment.js';
import { UsualLatency, type SlowRule } from '../../core/circuit/usual-latency.js';
import { outcomes } from '../../core/outcome.js';
import { PortError } from '../../ports/port-error.js';
import type { DependencyLink } from './dependency-link.js';
import type { LocalCircuit } from './local-circuit.js';
import type { OwnDecision } from './own-circuit.js';
import { Pass } from './pass.js';

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
export function createGuard(link: DependencyLink, options: GuardOptions): Guard {
  const { clock, random, counts } = options;
  const usualLatencies = new Map<string, UsualLatency>();
  const moment = (): Moment => ({ now: clock(), random });

  async function admit(name: string, timeoutMs: number): Promise<Pass> {
    const circuit = link.circuit(name);
    const decision = circuit.decide(moment(), link.isReachable());
    return decision.kind === 'probe' ? askForProbe(circuit, timeoutMs) : passOf(circuit, decision);
  }

  async function askForProbe(circuit: LocalCircuit, timeoutMs: number): Promise<Pass> {
    const answer = await link.acquireProbe(circuit, timeoutMs + leaseMarginMs);
    if (answer.kind === 'granted') {
      return new Pass(circuit, link, moment, { lease: answer.lease, own: false });
    }
    if (answer.kind === 'unreachable') return passOf(circuit, circuit.decideWithoutBoard(moment()));
    throw rejection(circuit.name, { cause: 'another call probes it', retryInMs: 0 });
  }

  function passOf(circuit: LocalCircuit, decision: OwnDecision): Pass {
    if (decision.kind === 'reject') throw rejection(circuit.name, decision);
    const probe = decision.kind === 'own_probe' ? { lease: decision.lease, own: true } : null;
    return new Pass(circuit, link, moment, probe);
  }

  /** Both circuits must let it through; a probe of the first is given back where the second does not. */
  async function admitBoth({ circuit, credential, timeoutMs }: GuardedCall): Promise<Passes> {
    const call = await admit(circuit, timeoutMs);
    if (credential === undefined) return { call, key: null };
    try {
      return { call, key: await admit(credential, timeoutMs) };
    } catch (error) {
      call.ended({ verdict: 'ignored', cause: '' });
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
    link.used();
    const passes = await admitBoth(guarded);
    const usual = usualOf(guarded);
    const slowAfterMs = Math.ceil(usual.slowAfterMs(guarded.slow));
    const begunAt = clock();
    let answered = false;
    const slowTimer = setTimeout(
      () => passes.call.turnedSlow(`no answer within ${slowAfterMs} ms`),
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
      conclude(passes, { verdict: 'success', cause: '' });
      return result;
    } catch (error) {
      clearTimeout(slowTimer);
      concludeError(passes, error, counts);
      throw error;
    }
  };
}

interface Passes {
  readonly call: Pass;
  readonly key: Pass | null;
}

function conclude({ call, key }: Passes, ending: ProbeEnding): void {
  call.ended(ending);
  key?.ended(ending);
}

/** A failing service says nothing about the key, nor a refused key about the service. */
function concludeError(
  { call, key }: Passes,
  error: unknown,
  counts: (error: PortError) => boolean,
): void {
  const ignored: ProbeEnding = { verdict: 'ignored', cause: '' };
  if (!(error instanceof PortError) || error.circuit === 'ignore') {
    return conclude({ call, key }, ignored);
  }
  const { summary: cause, retryAfterMs } = error;
  if (error.circuit === 'open') {
    (key ?? call).opened({ cause, retryAfterMs });
    if (key) call.ended(ignored);
    return;
  }
  call.ended(counts(error) ? { verdict: 'failure', cause, retryAfterMs } : ignored);
  key?.ended(ignored);
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
