import OpenAI from 'openai';
import { registerSecret } from '../../core/redact.js';

export interface OpenAiAccount {
  /** Any non-empty text where the server asks for none. */
  readonly apiKey: string;
  readonly baseURL: string;
}

/**
 * The vendor's client, without its own retries and logging: Temporal retries, and errors are
 * classified and logged once. Of the environment it reads OPENAI_CUSTOM_HEADERS alone, which it cannot
 * be kept from, and sends them to whatever host this is.
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
