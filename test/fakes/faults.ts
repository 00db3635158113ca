import type { Player } from './play.js';

/** Vendor calls the fake understands; the three rerank paths are one route. */
export type VendorRoute = 'embeddings' | 'chat' | 'messages' | 'rerank';

/** What goes wrong with one request. Counts of tokens are what is sent before it goes wrong. */
export type Fault =
  /** An HTTP error with a body in the vendor's own shape; `code` picks a special body. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: SpecialError;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Answers as another server would. */
  | { readonly kind: 'play'; readonly play: Player }
  | { readonly kind: 'reset' }
  /** Accepts the request and never answers. */
  | { readonly kind: 'silence' }
  /** Sends headers at once, the first token only after `ms`, then continues as usual. */
  | { readonly kind: 'slowFirstToken'; readonly ms: number }
  /** Goes silent mid-way; a JSON answer stops in the middle of its body. */
  | { readonly kind: 'stall'; readonly afterTokens?: number }
  /** Destroys the socket mid-way; a JSON answer is cut in the middle of its body. */
  | { readonly kind: 'cut'; readonly afterTokens?: number }
  /** Ends the stream properly as HTTP, without the vendor's own last words. */
  | { readonly kind: 'cleanEnd'; readonly afterTokens?: number }
  | { readonly kind: 'malformedEvent'; readonly afterTokens?: number }
  /** An error inside a stream that began with 200: `overloaded_error`, `server_error`, … */
  | { readonly kind: 'errorEvent'; readonly type: string; readonly afterTokens?: number }
  /** Finishes in order, giving this reason: `length`, `content_filter`, `refusal`, `max_tokens`, … */
  | { readonly kind: 'finish'; readonly reason: string }
  /** Status 200 with a page instead of a reply; an endless one keeps the connection. */
  | { readonly kind: 'html'; readonly endless?: boolean }
  | { readonly kind: 'empty' | 'wrongShape' }
  | {
      readonly kind: 'vectors';
      readonly defect: 'wrongDimensions' | 'missing' | 'null' | 'nan' | 'duplicateIndex';
    }
  | {
      readonly kind: 'scores';
      readonly defect: 'nan' | 'null' | 'duplicateIndex' | 'outOfRange' | 'short' | 'empty';
    };

/** Errors whose body says more than their status. */
export type SpecialError =
  'context_length_exceeded' | 'insufficient_quota' | 'content_filter' | 'echo_key' | 'echo_request';

/** The fault of a request with these texts. */
export type FaultRule = (inputs: readonly string[]) => Fault | undefined;

/** Faults to come: first those queued for the route, then what its rule says, otherwise none. */
export class FaultScript {
  readonly #queued = new Map<VendorRoute, Fault[]>();
  readonly #rules = new Map<VendorRoute, FaultRule>();

  /** The next `times` requests of the route fail like this, after those queued before. */
  next(route: VendorRoute, fault: Fault, times = 1): void {
    const queue = this.#queued.get(route) ?? [];
    queue.push(...Array.from({ length: times }, () => fault));
    this.#queued.set(route, queue);
  }

  /** Every request of the route fails like this until cleared. */
  always(route: VendorRoute, fault: Fault): void {
    this.decide(route, () => fault);
  }

  /** The rule decides about every request of the route until cleared: some may pass. */
  decide(route: VendorRoute, rule: FaultRule): void {
    this.#rules.set(route, rule);
  }

  /** Forgets queued faults and the rule of the route, or of all routes. */
  clear(route?: VendorRoute): void {
    for (const faults of [this.#queued, this.#rules]) {
      if (route === undefined) faults.clear();
      else faults.delete(route);
    }
  }

  /** The fault of the request that just arrived; takes it off the queue. */
  take(route: VendorRoute, inputs: readonly string[]): Fault | undefined {
    return this.#queued.get(route)?.shift() ?? this.#rules.get(route)?.(inputs);
  }
}
