import { outcomes, type Rule } from '../../core/outcome.js';
import { modelErrors } from '../shared/model-errors.js';

/** Anthropic's Messages API and its SDK. */
export const anthropicErrors: readonly Rule[] = [
  // An empty account gets 400 invalid_request_error: only the words tell.
  { says: /credit balance is too low/i, outcome: outcomes.quotaExhausted },
  { status: ['none'], codes: ['request_too_large'], outcome: outcomes.contextTooLong },
  {
    status: ['none'],
    says: /streaming is required|`apiKey` function/i,
    outcome: outcomes.badRequest,
  },
  ...modelErrors,
];
