import { outcomes, type Rule } from '../../core/outcome.js';

/** Statuses under which servers report that a request is too long. */
const whereTooLong = [400, 413, 422, 500, 'none'] as const;

/** A prompt, input or context, in one sentence with words that say it is too long, in either order. */
const whatIsTooLong =
  '(?:context|prompt|input|inputs|messages?|tokens?|sequence|model length|max_seq_len|text)';
const tooLong = [
  'too long',
  'too large',
  'too many (?:input )?tokens',
  'exceed(?:s|ed|ing)?',
  'longer than',
  'larger than',
  'greater than',
  'overflow(?:s|ed|ing)?',
  'must be less than',
  'must have less than',
  'must be <=',
  'reduce the length',
  'maximum context length',
  'maximum prompt length',
  'maximum input length',
  'token limit',
].join('|');
const sayTooLong = [
  new RegExp(`\\b${whatIsTooLong}\\b[^.!?\\n]{0,120}(?:${tooLong})`, 'i'),
  new RegExp(`(?:${tooLong})[^.!?\\n]{0,120}\\b${whatIsTooLong}\\b`, 'i'),
  /range of input length|context (?:length|size|window)\W[^.\n]{0,40}\bonly\b|超长|超过.{0,12}(?:长度|限制)/i,
];

/**
 * Servers of language models, whatever protocol they speak: proxies pass on the words of whichever
 * vendor stands behind them. After the HTTP status come codes and types, then words; each rule says
 * under which status it holds, and the first one that fits decides.
 */
export const modelErrors: readonly Rule[] = [
  // One request over the limit of a minute comes as 429 or 413, and passes after no wait: only a
  // smaller one does.
  {
    status: [413, 429, 'none'],
    says: /request (?:body )?too large|reduce your message size|tokens must be reduced/i,
    outcome: outcomes.contextTooLong,
  },
  // Quota, unless it comes back by itself: Gemini words its limits per minute as a quota.
  {
    codes: [
      'insufficient_quota',
      'credit_balance_exhausted',
      'billing_hard_limit_reached',
      'billing_not_active',
      'billing_error',
      'insufficient_balance',
      'insufficient_credits',
    ],
    outcome: outcomes.quotaExhausted,
  },
  {
    status: [429],
    says: /retry_?delay|(?:try again|retry)\b.{0,20}\d/i,
    outcome: outcomes.rateLimited,
  },
  {
    status: [400, 402, 403, 429, 'none'],
    says: /insufficient (?:credits?|balance|funds|quota)|credit balance is (?:too low|exhausted)|exceeded your current quota|requires more credits|out of credits|余额不足|欠费|in arrears/i,
    outcome: outcomes.quotaExhausted,
  },
  {
    codes: ['invalid_api_key', 'account_deactivated', 'API_KEY_INVALID', 'invalid_authentication'],
    outcome: outcomes.keyRejected,
  },
  {
    status: [400, 'none'],
    says: /api[ _-]?key (?:is )?(?:not valid|invalid|expired|missing|required)|(?:invalid|incorrect|missing|no) api[ _-]?key|\bunauthorized\b/i,
    outcome: outcomes.keyRejected,
  },
  {
    codes: [
      'content_filter',
      'content_policy_violation',
      'content_filtered',
      'ResponsibleAIPolicyViolation',
      'data_inspection_failed',
      'PROHIBITED_CONTENT',
    ],
    outcome: outcomes.contentFiltered,
  },
  {
    status: [400, 403, 422, 'none'],
    says: /content management policy|content (?:policy|filter)|input was flagged|inappropriate content|moderation/i,
    outcome: outcomes.contentFiltered,
  },
  {
    codes: [
      'context_length_exceeded',
      'context_window_exceeded',
      'exceed_context_size_error',
      'model_max_prompt_tokens_exceeded',
      'tokens_limit_reached',
      // Zhipu (GLM).
      '1261',
    ],
    outcome: outcomes.contextTooLong,
  },
  // "Too many tokens, please wait" is a rate limit, not a long prompt.
  {
    status: [400, 500, 503, 'none'],
    says: /rate.?limit|too many requests|throttl|(?:requests|tokens) per (?:second|minute|min|hour|day)|please wait/i,
    outcome: outcomes.rateLimited,
  },
  ...sayTooLong.map((says): Rule => ({
    status: whereTooLong,
    says,
    outcome: outcomes.contextTooLong,
  })),
  // Errors within a stream carry no status, so their type has to speak.
  {
    status: ['none'],
    codes: [
      'rate_limit_exceeded',
      'rate_limit_error',
      'rate_limited',
      'too_many_requests',
      'requests',
      'tokens',
    ],
    outcome: outcomes.rateLimited,
  },
  {
    status: ['none'],
    codes: [
      'overloaded_error',
      'overloaded',
      'server_is_overloaded',
      'slow_down',
      'unavailable_error',
      'service_unavailable',
    ],
    outcome: outcomes.overloaded,
  },
  { status: ['none'], codes: ['timeout_error', 'timeout'], outcome: outcomes.timeout },
  {
    status: ['none'],
    codes: ['authentication_error', 'permission_error'],
    outcome: outcomes.keyRejected,
  },
  {
    status: ['none'],
    codes: ['not_found_error', 'model_not_found', 'NotFoundError'],
    outcome: outcomes.notFound,
  },
  {
    status: ['none'],
    codes: [
      'server_error',
      'api_error',
      'internal_error',
      'internal_server_error',
      'InternalServerError',
    ],
    outcome: outcomes.serverError,
  },
  {
    status: ['none'],
    codes: ['invalid_request_error', 'invalid_prompt', 'BadRequestError'],
    outcome: outcomes.badRequest,
  },
  // An error inside a reply that began well, with neither a status nor a known code.
  {
    status: ['none'],
    names: ['VendorError'],
    says: /overload|capacity|unavailable|loading model|busy/i,
    outcome: outcomes.overloaded,
  },
  {
    status: ['none'],
    names: ['VendorError'],
    says: /time(?:d)? ?-?out/i,
    outcome: outcomes.timeout,
  },
  { status: ['none'], names: ['VendorError'], outcome: outcomes.serverError },
  // A client that was given no key, before anything was sent.
  {
    status: ['none'],
    says: /missing credentials|could not resolve authentication method/i,
    outcome: outcomes.badRequest,
  },
];

/** A prompt over the size of a request can only be shortened, like one over the context window. */
export const promptTooLarge: Rule = { status: [413], outcome: outcomes.contextTooLong };
