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
  /** Whether the vendor did not count the tokens, so that they are estimated from the texts. */
  readonly estimated?: boolean;
  /** What the vendor's headers say is left of its rate limit. */
  readonly left?: RateLeft | undefined;
}

/** Writes text from a prompt, one streaming vendor request per call. */
export interface Generator {
  readonly provider: string;
  readonly model: string;
  /**
   * Calls `onText` with the whole text so far at every sign of progress: while the model reasons, the
   * text stays as it is. Resolves only when the reply is known to be whole; one that is cut, stalls
   * or starts too late throws PortError, as do a context or an output that is too long, and no text
   * at all (`content`), with the usage where it was billed. The signal is the deadline.
   */
  generate(
    request: GenerateRequest,
    signal: AbortSignal,
    onText: (textSoFar: string) => void,
  ): Promise<Generation>;
}
