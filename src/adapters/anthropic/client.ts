import Anthropic from '@anthropic-ai/sdk';
import { registerSecret } from '../../core/redact.js';
import { noKey, throwingFetch, type VendorAccount } from '../shared/http.js';

/** The vendor's client, for transport alone, as that of OpenAI is. Of the environment it reads ANTHROPIC_CUSTOM_HEADERS. */
export function createAnthropicClient({
  apiKey,
  baseURL,
  headers,
  ...account
}: VendorAccount): Anthropic {
  if (apiKey !== undefined) registerSecret(apiKey);
  return new Anthropic({
    apiKey: apiKey ?? noKey,
    baseURL,
    ...(headers && { defaultHeaders: headers }),
    fetch: throwingFetch(account.fetch),
    maxRetries: 0,
    logLevel: 'off',
  });
}
