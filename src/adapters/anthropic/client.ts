import Anthropic from '@anthropic-ai/sdk';
import { registerSecret } from '../../core/redact.js';

export interface AnthropicAccount {
  readonly apiKey: string;
  readonly baseURL: string;
}

/**
 * The vendor's client, without its own retries and logging: Temporal retries, and errors are
 * classified and logged once. Of the environment it reads ANTHROPIC_CUSTOM_HEADERS alone, which it cannot
 * be kept from, and sends them to whatever host this is.
 */
export function createAnthropicClient({ apiKey, baseURL }: AnthropicAccount): Anthropic {
  registerSecret(apiKey);
  return new Anthropic({ apiKey, baseURL, maxRetries: 0, logLevel: 'off' });
}
