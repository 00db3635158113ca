import { outcomes, type Rule } from '../../core/outcome.js';

/** Anthropic's Messages API and its SDK. */
export const anthropicErrors: readonly Rule[] = [
  { codes: ['billing_error'], outcome: outcomes.quotaExhausted },
  // An empty account gets 400 invalid_request_error: only the words tell.
  { says: /credit balance is too low/i, outcome: outcomes.quotaExhausted },
  {
    status: [400, 413],
    says: /prompt is too long|exceed (the )?context (limit|window)/i,
    outcome: outcomes.contextTooLong,
  },
  {
    says: /failed to parse structured output/i,
    outcome: outcomes.malformedOutput,
  },
  // Errors within a stream carry no status, so their type has to speak.
  { status: 'none', codes: ['rate_limit_error'], outcome: outcomes.rateLimited },
  { status: 'none', codes: ['overloaded_error'], outcome: outcomes.overloaded },
  { status: 'none', codes: ['timeout_error'], outcome: outcomes.timeout },
  { status: 'none', codes: ['api_error'], outcome: outcomes.serverError },
  {
    status: 'none',
    codes: ['authentication_error', 'permission_error'],
    outcome: outcomes.keyRejected,
  },
  { status: 'none', codes: ['not_found_error'], outcome: outcomes.notFound },
  { status: 'none', codes: ['request_too_large'], outcome: outcomes.requestTooLarge },
  { status: 'none', codes: ['invalid_request_error'], outcome: outcomes.badRequest },
  // Errors of the client itself, before anything was sent.
  {
    status: 'none',
    says: /could not resolve authentication method|streaming is required|`apiKey` function/i,
    outcome: outcomes.badRequest,
  },
  // A stream that ended before `message_stop`, as MessageStream words it.
  {
    names: ['AnthropicError'],
    says: /stream (has )?ended|request ended without sending any chunks/i,
    outcome: outcomes.streamCut,
  },
  {
    names: ['AnthropicError'],
    says: /unexpected event order|response with no body/i,
    outcome: outcomes.malformedResponse,
  },
];
