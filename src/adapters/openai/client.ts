import OpenAI from 'openai';
import { registerSecret } from '../../core/redact.js';
import { noKey, throwingFetch, type VendorAccount } from '../shared/http.js';

/**
 * The vendor's client, for transport alone: without its own retries and logging, since Temporal retries,
 * and errors are classified and logged once; and answers are read by readers of our own, since those
 * of the client know one shape. Of the environment it reads OPENAI_CUSTOM_HEADERS, which cannot be
 * turned off, and sends them to whatever host this is.
 */
export function createOpenAiClient({
  apiKey,
  baseURL,
  headers,
  ...account
}: VendorAccount): OpenAI {
  if (apiKey !== undefined) registerSecret(apiKey);
  return new OpenAI({
    apiKey: apiKey ?? noKey,
    baseURL,
    ...(headers && { defaultHeaders: headers }),
    fetch: throwingFetch(account.fetch),
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
  });
}
