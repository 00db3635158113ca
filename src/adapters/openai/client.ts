import OpenAI from 'openai';
import { registerSecret } from '../../core/redact.js';

export interface OpenAiAccount {
  /** Any non-empty text where the server asks for none. */
  readonly apiKey: string;
  readonly baseURL: string;
}

/**
 * The vendor's client, without its own retries, logging and defaults from the environment: Temporal
 * retries, errors are classified and logged once, and configuration is read in one place.
 */
export function createOpenAiClient({ apiKey, baseURL }: OpenAiAccount): OpenAI {
  registerSecret(apiKey);
  return new OpenAI({
    apiKey,
    baseURL,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
  });
}
