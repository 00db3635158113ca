import { outcomes, type Rule } from '../../core/outcome.js';
import { modelErrors } from '../shared/model-errors.js';

/** OpenAI and servers that speak its protocol. Every error class of the SDK is named "Error". */
export const openaiErrors: readonly Rule[] = [
  // Azure.
  { codes: ['DeploymentNotFound'], outcome: outcomes.notFound },
  // A country or a model that the account may not use: no fault of the key.
  {
    status: [403],
    codes: ['unsupported_country_region_territory', 'model_not_found'],
    outcome: outcomes.notFound,
  },
  {
    names: ['OAuthError', 'SubjectTokenProviderError'],
    outcome: outcomes.badRequest,
  },
  ...modelErrors,
];
