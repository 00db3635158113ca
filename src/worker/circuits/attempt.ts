import type { SlowRule, UsualLatency } from '../../core/circuit/usual-latency.js';
import { outcomes } from '../../core/outcome.js';
import { PortError } from '../../ports/port-error.js';
import type { Permit } from './permit.js';

/** A kind of call to a dependency, and the circuits it stands behind. */
export interface GuardedCall {
  /** The circuit of what is called: failures and slow calls count. */
  readonly circuit: string;
  /** The circuit of the key: opens when the key is refused or has no quota left. */
  readonly credential?: string | undefined;
  /** Calls that take about as long as each other: the usual latency is known per kind. */
  readonly kind: string;
  readonly slow: SlowRule;
  /** The longest a call may take. */
  readonly timeoutMs: number;
  /**
   * When a caller that has an alternative stops waiting: once the call is slow, or only once the circuit
   * opens. Without it callers wait for the end.
   */
  readonly leave?: 'slow' | 'open' | undefined;
}

/** What a call in flight reports to its guard. */
export interface Watch {
  /** The answer has begun: from here on only the whole answer can be slow. */
  answered(): void;
  /** Aborts when the caller no longer waits. */
  readonly left: AbortSignal;
}

export interface Permits {
  readonly call: Permit;
  readonly key: Permit | null;
}

/** What calls of this kind usually take: until the answer begins, and until its end. */
interface Usual {
  readonly first: UsualLatency;
  readonly whole: UsualLatency;
}

/**
 * One call in flight.
 * 1. It is slow when its first word, or its end, takes several times as long as usual.
 * 2. A caller with an alternative leaves a call that is slow to begin, and any slow or unanswered call
 *    whose circuit opens: waiting for a dependency that is away costs everyone the same seconds.
 * 3. A call that was left is aborted, so that nothing more is bought.
 */
export class Attempt implements Watch {
  #abort: AbortController | null = null;
  readonly #begunAt: number;
  #timer: NodeJS.Timeout | undefined;
  #hasAnswered = false;
  #isSlow = false;
  #leave: (error: PortError) => void = () => undefined;

  constructor(
    readonly guarded: GuardedCall,
    readonly permits: Permits,
    readonly usual: Usual,
    readonly clock: () => number,
  ) {
    this.#begunAt = clock();
  }

  async run<T>(work: (watch: Watch) => Promise<T>): Promise<T> {
    const { slow, leave } = this.guarded;
    const { waiting } = this.permits.call.breaker;
    const onOpen = () => this.#leaveOpen();
    this.#slowAfter(this.usual.first.slowAfterMs(slow), 'no answer');
    try {
      const running = work(this);
      if (leave === undefined) return await this.#ended(running);
      const left = new Promise<never>((_, reject) => (this.#leave = reject));
      waiting.add(onOpen);
      return await Promise.race([this.#ended(running), left]);
    } finally {
      clearTimeout(this.#timer);
      waiting.delete(onOpen);
    }
  }

  async #ended<T>(running: Promise<T>): Promise<T> {
    const result = await running;
    this.answered();
    this.usual.whole.add(this.clock() - this.#begunAt);
    return result;
  }

  /** Created only where somebody asks for it: most calls are never left. */
  get left(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  answered(): void {
    if (this.#hasAnswered) return;
    this.#hasAnswered = true;
    const tookMs = this.clock() - this.#begunAt;
    // Slow answers as well: what stays slower becomes the usual.
    this.usual.first.add(tookMs);
    this.permits.call.onAnswered();
    this.permits.key?.onAnswered();
    const { slow, timeoutMs } = this.guarded;
    // Answers differ in length: without a usual one, only the timeout says anything.
    const wholeMs = this.usual.whole.slowAfterMs({ ...slow, longestMs: timeoutMs });
    this.#slowAfter(wholeMs - tookMs, 'no whole answer');
  }

  #slowAfter(ms: number, what: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onSlow(what), Math.ceil(ms));
  }

  #onSlow(what: string): void {
    const cause = `${what} within ${Math.round(this.clock() - this.#begunAt)} ms`;
    const { call } = this.permits;
    if (!this.#isSlow) call.onSlow(cause);
    this.#isSlow = true;
    const { phase, heldAs } = call.breaker.snapshot;
    const isOpen = phase === 'open' || phase === 'half_open';
    if (isOpen && heldAs !== 'closed') this.#leaveOpen();
    if (!this.#hasAnswered && this.guarded.leave === 'slow') this.#leaveSlow(cause);
  }

  #leaveSlow(cause: string): void {
    const { circuit, kind } = this.guarded;
    const { timeout, slowFirstToken } = outcomes;
    const outcome = kind === 'generate' ? slowFirstToken : timeout;
    const dependency = dependencyOf(circuit);
    // Counted as slow already, and another attempt would take as long.
    const fields = { dependency, ...outcome, circuit: 'ignore', retryable: false } as const;
    this.#leaveWith(new PortError(`${circuit}: ${cause}`, fields));
  }

  #leaveOpen(): void {
    if (this.#hasAnswered && !this.#isSlow) return;
    this.#leaveWith(rejection(this.guarded.circuit, 'it opened during the call', 0));
  }

  #leaveWith(error: PortError): void {
    if (this.guarded.leave === undefined) return;
    this.#leave(error);
    this.#abort?.abort(error);
  }
}

/** A failing service says nothing about the key, nor a refused key about the service. */
export function onError({ call, key }: Permits, error: unknown): void {
  if (!(error instanceof PortError) || error.circuit === 'ignore') {
    call.onIgnored();
    key?.onIgnored();
    return;
  }
  const failure = { cause: error.summary, retryAfterMs: error.retryAfterMs };
  if (error.circuit === 'open') {
    (key ?? call).onTrip(failure);
    if (key) call.onIgnored();
    return;
  }
  call.onFailure(failure);
  key?.onIgnored();
}

/** The error of a call that is not made. */
export function rejection(name: string, cause: string, retryInMs: number): PortError {
  const dependency = dependencyOf(name);
  const retryAfterMs = Math.max(0, Math.ceil(retryInMs));
  const fields = { dependency, ...outcomes.circuitOpen, retryAfterMs };
  return new PortError(`The circuit of ${name} is open: ${cause}`, fields);
}

function dependencyOf(circuit: string): string {
  return circuit.split('/')[0] as string;
}
