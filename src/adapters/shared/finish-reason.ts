import { outcomes, type Outcome } from '../../core/outcome.js';

/** Values of OpenAI's `finish_reason` and Anthropic's `stop_reason` that are no good end. */
const badEnds: Readonly<Record<string, Outcome>> = {
  length: outcomes.outputTooLong,
  max_tokens: outcomes.outputTooLong,
  content_filter: outcomes.contentFiltered,
  refusal: outcomes.contentFiltered,
  model_context_window_exceeded: outcomes.contextTooLong,
  // We offer no tools: a call to one, or a pause for one, is no text to show.
  tool_calls: outcomes.malformedResponse,
  function_call: outcomes.malformedResponse,
  tool_use: outcomes.malformedResponse,
  pause_turn: outcomes.malformedResponse,
};

/**
 * What the reason a generation ended for means; null for a good end. No reason at all is a cut
 * stream. Reasons not known count as good, since compatible servers have words of their own.
 */
export function classifyFinish(reason: string | null | undefined): Outcome | null {
  if (!reason) return outcomes.streamCut;
  return badEnds[reason] ?? null;
}
