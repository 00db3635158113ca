import { countOf, fieldsOf, kindOf, listOf, textOf, type Fields } from '../shared/fields.js';
import type { Reply } from '../shared/reply.js';

/**
 * Adds an event of a stream, or a message in one piece, to the reply. The vendor may add kinds of
 * events and of blocks at any time: what is not known passes.
 */
export function readMessages(reply: Reply, value: unknown): void {
  const event = fieldsOf(value);
  const { type } = event;
  switch (type) {
    case 'message':
      readMessage(reply, event);
      return;
    case 'message_start':
      readInput(reply, fieldsOf(event['message'])['usage']);
      return;
    case 'content_block_start':
      addBlock(reply, event['content_block'], 'content_block');
      return;
    case 'content_block_delta':
      addBlock(reply, event['delta'], 'delta');
      return;
    case 'message_delta': {
      readInput(reply, event['usage']);
      readOutput(reply, event['usage']);
      const reason = textOf(fieldsOf(event['delta'])['stop_reason']);
      if (reason) reply.finish(reason);
      return;
    }
    case 'message_stop':
      reply.ended = true;
      return;
    default:
      if (typeof type !== 'string') {
        reply.unknown ??= `type: ${kindOf(type)} in ${kindOf(value)}`;
      }
  }
}

function readMessage(reply: Reply, message: Fields): void {
  readInput(reply, message['usage']);
  readOutput(reply, message['usage']);
  for (const block of listOf(message['content'])) addBlock(reply, block, 'content');
  const reason = textOf(message['stop_reason']);
  if (reason) reply.finish(reason);
}

function addBlock(reply: Reply, block: unknown, place: string): void {
  const { type, text, thinking } = fieldsOf(block);
  if (typeof text === 'string') reply.addText(text);
  else if (typeof thinking === 'string') reply.addReasoning(thinking);
  else if (type === 'text_delta' || type === 'text') {
    reply.unreadable ??= `${place}.text: ${kindOf(text)} instead of text`;
  }
}

/** Tokens written to the vendor's cache and read from it were sent as well. Any count may be missing. */
function readInput(reply: Reply, value: unknown): void {
  const usage = fieldsOf(value);
  const fresh = countOf(usage['input_tokens']);
  const cached =
    (countOf(usage['cache_creation_input_tokens']) ?? 0) +
    (countOf(usage['cache_read_input_tokens']) ?? 0);
  const input = fresh === undefined ? undefined : fresh + cached;
  reply.inputTokens = input || reply.inputTokens;
}

/** Only the end of a reply counts what was written. */
function readOutput(reply: Reply, usage: unknown): void {
  reply.outputTokens = countOf(fieldsOf(usage)['output_tokens']) || reply.outputTokens;
}
