import {
  countOf,
  fieldsOf,
  isFields,
  kindOf,
  listOf,
  textOf,
  type Fields,
} from '../shared/fields.js';
import type { Reply } from '../shared/reply.js';

/**
 * Adds a chunk of a stream, or a completion in one piece, to the reply. Requires nothing: choices may
 * be missing, null or empty, and a choice may have a `delta`, a `message`, a `text` or none of these.
 */
export function readChat(reply: Reply, value: unknown): void {
  const chunk = fieldsOf(value);
  readUsage(reply, chunk);
  const choices = chunk['choices'];
  const choice = fieldsOf(isFields(choices) ? choices : listOf(choices)[0]);
  const place = choice['delta'] === undefined ? 'message' : 'delta';
  const part = fieldsOf(choice[place]);
  reply.unknown ??=
    unknownIn('', isFields(value) ? chunk : { event: value }, chunkFields) ??
    unknownIn('choices.0', choice, choiceFields) ??
    unknownIn(`choices.0.${place}`, part, messageFields);
  readReasoning(reply, part);
  addContent(reply, part['content'] ?? choice['text'], `choices.0.${place}.content`);
  const refusal = textOf(part['refusal']);
  if (refusal) {
    reply.declined = true;
    reply.addText(refusal);
  }
  const finish = textOf(choice['finish_reason']) ?? textOf(chunk['finish_reason']);
  if (finish) reply.finish(finish);
}

/** Text, or a list of typed parts; parts of other types than text and thoughts are left out. */
function addContent(reply: Reply, content: unknown, place: string): void {
  if (content === undefined || content === null) return;
  if (typeof content === 'string') {
    reply.addText(content);
    return;
  }
  if (!Array.isArray(content)) {
    reply.unreadable ??= `${place}: ${kindOf(content)} instead of text`;
    return;
  }
  for (const part of content as readonly unknown[]) {
    const { type, text, thinking, reasoning } = fieldsOf(part);
    if (typeof part === 'string') reply.addText(part);
    else if (thinking !== undefined || reasoning !== undefined)
      addThoughts(reply, [thinking, reasoning]);
    else if (type === 'thinking' || type === 'reasoning') addThoughts(reply, [text]);
    else if (typeof text === 'string') reply.addText(text);
    else if (type === 'text' || type === 'output_text' || type === undefined) {
      reply.unreadable ??= `${place}: a part with ${kindOf(part)} instead of text`;
    }
  }
}

/** DeepSeek, vLLM and SGLang say `reasoning_content`, OpenRouter and Groq `reasoning`. */
function readReasoning(reply: Reply, part: Fields): void {
  const named = ['reasoning_content', 'reasoning', 'reasoning_text', 'thinking', 'thought'];
  const found = named
    .map((name) => part[name])
    .find((value) => value !== undefined && value !== null);
  addThoughts(reply, [found ?? part['reasoning_details']]);
}

function addThoughts(reply: Reply, thoughts: readonly unknown[]): void {
  for (const thought of thoughts) {
    if (typeof thought === 'string') reply.addReasoning(thought);
    else if (Array.isArray(thought)) addThoughts(reply, thought as readonly unknown[]);
    else if (isFields(thought))
      addThoughts(reply, [thought['text'] ?? thought['summary'] ?? thought['thinking']]);
  }
}

/** Counted beside the choices, in them, or under the name of the vendor; the last count that says something holds. */
function readUsage(reply: Reply, chunk: Fields): void {
  const choice = fieldsOf(listOf(chunk['choices'])[0]);
  const places = [
    chunk['usage'],
    fieldsOf(chunk['x_groq'])['usage'],
    choice['usage'],
    chunk['timings'],
  ];
  const usage = fieldsOf(places.find(isFields));
  const input = countOf(usage['prompt_tokens'], usage['input_tokens'], usage['prompt_n']);
  const output = countOf(usage['completion_tokens'], usage['output_tokens'], usage['predicted_n']);
  const total = countOf(usage['total_tokens']);
  const rest =
    total !== undefined && input !== undefined && total > input ? total - input : undefined;
  const details = fieldsOf(usage['completion_tokens_details'] ?? usage['output_tokens_details']);
  reply.inputTokens = input || reply.inputTokens;
  reply.outputTokens = (output ?? rest) || reply.outputTokens;
  reply.reasoningTokens =
    countOf(details['reasoning_tokens'], usage['reasoning_tokens']) ?? reply.reasoningTokens;
}

const chunkFields = words(
  'id object created model choices usage x_groq timings type service_tier system_fingerprint provider',
  'prompt_filter_results error citations search_results obfuscation finish_reason nonce warnings',
);
const choiceFields = words(
  'index delta message text finish_reason native_finish_reason stop_reason matched_stop logprobs usage',
  'content_filter_results content_filter_offsets token_ids seed error',
);
const messageFields = words(
  'role content refusal tool_calls function_call reasoning reasoning_content reasoning_text name',
  'reasoning_details thinking thought annotations audio images tool_call_id padding',
);

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}

/** The first undocumented field, where the server may have put its text. */
function unknownIn(place: string, fields: Fields, known: ReadonlySet<string>): string | undefined {
  const name = Object.keys(fields).find((field) => !known.has(field));
  if (name === undefined) return undefined;
  const path = place === '' ? name : `${place}.${name}`;
  return `no text where it is known to stand, but ${path}: ${kindOf(fields[name])}`;
}
