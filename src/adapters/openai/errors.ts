import { outcomes, type Rule } from '../../core/outcome.js';

/**
 * OpenAI and servers that speak its protocol (vLLM, llama.cpp, Ollama, TEI), and rerankers, which
 * fail the same way. Every error class of the SDK is named "Error", so codes and statuses decide.
 */
export const openaiErrors: readonly Rule[] = [
  {
    codes: [
      'insufficient_quota',
      'credit_balance_exhausted',
      'billing_hard_limit_reached',
      'billing_not_active',
    ],
    outcome: outcomes.quotaExhausted,
  },
  {
    codes: ['invalid_api_key', 'account_deactivated'],
    outcome: outcomes.keyRejected,
  },
  // One request over the limit per minute comes as 429, and will not pass after any wait.
  { status: [429], says: /request too large/i, outcome: outcomes.requestTooLarge },
  {
    codes: ['context_length_exceeded', 'exceed_context_size_error'],
    outcome: outcomes.contextTooLong,
  },
  {
    status: [400, 500],
    says: /maximum context length|(available|exceeds the) context (size|window)/i,
    outcome: outcomes.contextTooLong,
  },
  {
    codes: ['content_filter', 'content_policy_violation'],
    outcome: outcomes.contentFiltered,
  },
  {
    names: ['ContentFilterFinishReasonError'],
    outcome: outcomes.contentFiltered,
  },
  { names: ['LengthFinishReasonError'], outcome: outcomes.outputTooLong },
  // Errors within a stream carry no status, so their type has to speak.
  {
    status: 'none',
    codes: ['rate_limit_exceeded', 'rate_limit_error', 'requests', 'tokens'],
    outcome: outcomes.rateLimited,
  },
  {
    status: 'none',
    codes: ['overloaded_error', 'server_is_overloaded', 'slow_down'],
    outcome: outcomes.overloaded,
  },
  {
    status: 'none',
    codes: ['server_error', 'api_error', 'internal_server_error'],
    outcome: outcomes.serverError,
  },
  {
    status: 'none',
    codes: ['invalid_request_error', 'invalid_prompt'],
    outcome: outcomes.badRequest,
  },
  // Errors of the client itself, before anything was sent.
  {
    names: ['OAuthError', 'SubjectTokenProviderError'],
    outcome: outcomes.badRequest,
  },
  {
    status: 'none',
    says: /missing credentials|could not resolve authentication method/i,
    outcome: outcomes.badRequest,
  },
];
