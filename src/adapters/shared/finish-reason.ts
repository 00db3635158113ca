import { outcomes, type Outcome } from '../../core/outcome.js';

const table = (outcome: Outcome | null, ...words: string[]) =>
  words.map((word) => [word, outcome] as const);

/**
 * Why a generation ended, in the words of OpenAI, Anthropic, Gemini, Cohere, Mistral, DeepSeek, GLM,
 * vLLM, TGI and proxies in front of them, in lower case; null for a whole answer.
 */
const meanings: ReadonlyMap<string, Outcome | null> = new Map([
  ...table(
    null,
    ...['stop', 'end_turn', 'stop_sequence', 'eos', 'eos_token', 'eos_id', 'end_of_text'],
    ...['end', 'complete', 'completed', 'finished', 'finish_reason_stop'],
  ),
  ...table(
    outcomes.outputTooLong,
    ...['length', 'max_tokens', 'model_length', 'max_output_tokens', 'max_length'],
    ...['max_new_tokens', 'token_limit', 'finish_reason_max_tokens'],
  ),
  ...table(
    outcomes.contextTooLong,
    ...['model_context_window_exceeded', 'context_length_exceeded', 'error_limit'],
  ),
  ...table(
    outcomes.contentFiltered,
    ...['content_filter', 'content_filtered', 'refusal', 'safety', 'recitation', 'blocklist'],
    ...['prohibited_content', 'spii', 'language', 'sensitive', 'error_toxic'],
    ...['guardrail_intervened', 'guardrails', 'image_safety'],
  ),
  ...table(
    outcomes.overloaded,
    ...['insufficient_system_resource', 'overloaded', 'engine_overloaded'],
  ),
  ...table(
    outcomes.serverError,
    ...['error', 'network_error', 'abort', 'aborted', 'cancelled', 'canceled', 'timeout'],
    ...['upstream_error', 'server_error'],
  ),
  // No tools are offered: a call to one, or a pause for one, is no text to show.
  ...table(
    outcomes.malformedOutput,
    ...['tool_calls', 'tool_call', 'function_call', 'tool_use', 'pause_turn'],
    ...['malformed_function_call', 'compaction'],
  ),
]);

/**
 * What the reason a generation ended for means; null for a whole answer. No reason at all is a cut
 * stream, and a reason that is not known is no proof of a whole answer.
 */
export function classifyFinish(reason: string | null | undefined): Outcome | null {
  if (!reason) return outcomes.streamCut;
  const meaning = meanings.get(reason.toLowerCase());
  return meaning === undefined ? outcomes.incompatibleResponse : meaning;
}
