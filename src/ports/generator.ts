import type { RateLeft } from '../core/rate-left.js';
import type { Prompt } from '../core/prompt.js';

export interface GenerateRequest {
  readonly prompt: Prompt;
  readonly maxOutputTokens: number;
  readonly firstTokenMs: number;
  readonly idleMs: number;
  /** Whether another provider would be asked next. */
  readonly hasFallback?: boolean | undefined;
}

export interface Generation {
  /** `declined` by a content filter or by the model itself: a result, not an error. */
  readonly kind: 'text' | 'declined';
  readonly text: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** What the vendor's headers say is left of its rate limit. */
  readonly left?: RateLeft | undefined;
}

/** Writes text from a prompt, one streaming vendor request per call. */
export interface Generator {
  readonly provider: string;
  readonly model: string;
  /**
   * Calls `onText` with the whole text so far as it grows. Resolves only after the vendor said that
   * it finished; a stream that ends without that, stalls or starts too late throws PortError, as do
   * a context or an output that is too long (`content`). The signal is the deadline.
   */
  generate(
    request: GenerateRequest,
    signal: AbortSignal,
    onText: (textSoFar: string) => void,
  ): Promise<Generation>;
}
