import type { HeaderReader } from '../../core/error-shape.js';
import { rateLeft } from '../../core/rate-left.js';
import { outcomes } from '../../core/outcome.js';
import type { GenerateRequest, Generation } from '../../ports/generator.js';
import { estimateTokens } from './estimate-tokens.js';
import { classifyFinish } from './finish-reason.js';
import { failedCall, type VendorCall } from './vendor-call.js';

/** What a generator has read from its stream so far. */
export interface Reply {
  text: string;
  /** Whether the model declined in words of its own, which are then the text. */
  declined: boolean;
  /** Why the vendor says it ended; undefined until it has. */
  finish: string | undefined;
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  /** Of the response, for what they say of rate limits. */
  headers: HeaderReader | undefined;
}

export function emptyReply(): Reply {
  return {
    text: '',
    declined: false,
    finish: undefined,
    inputTokens: undefined,
    outputTokens: undefined,
    headers: undefined,
  };
}

/**
 * What a stream that ended amounts to. Throws PortError for one that was cut, came to no text, or
 * grew too long; its usage then has no price, since adapters know none. Tokens the vendor did not
 * count are estimated from the texts.
 */
export function concludeReply(
  reply: Reply,
  { prompt }: GenerateRequest,
  call: VendorCall,
): Generation {
  const inputTokens = reply.inputTokens ?? estimateTokens(prompt.system + prompt.user);
  const outputTokens = reply.outputTokens ?? estimateTokens(reply.text);
  const problem = classifyFinish(reply.finish);
  if (problem && problem !== outcomes.contentFiltered) {
    const { provider, model } = call;
    const usage = { provider, model, calls: 1, inputTokens, outputTokens, costUsd: 0 };
    throw failedCall(call, problem, reply.finish ? { detail: reply.finish, usage } : {});
  }
  const declined = problem !== null || reply.declined;
  if (!declined && reply.text.trim() === '') {
    throw failedCall(call, outcomes.malformedResponse, { detail: 'it finished without any text' });
  }
  const left = reply.headers && rateLeft(reply.headers, inputTokens + outputTokens, Date.now());
  return {
    kind: declined ? 'declined' : 'text',
    text: reply.text,
    inputTokens,
    outputTokens,
    left,
  };
}
