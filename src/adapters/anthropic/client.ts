import Anthropic from '@anthropic-ai/sdk';
import { registerSecret } from '../../core/redact.js';

export interface AnthropicAccount {
  readonly apiKey: string;
  readonly baseURL: string;
}

/**
 * The vendor's client, without its own retries, logging and defaults from the environment: Temporal
 * retries, errors are classified and logged once, and configuration is read in one place.
 */
export function createAnthropicClient({ apiKey, baseURL }: AnthropicAccount): Anthropic {
  registerSecret(apiKey);
  return new Anthropic({ apiKey, baseURL, maxRetries: 0, logLevel: 'off' });
}
