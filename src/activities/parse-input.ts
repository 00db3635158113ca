import type { z } from 'zod';
import { clientError } from './client-error.js';

/**
 * Validates a workflow's input in its first step: any SDK or CLI may have started it, with anything.
 * Throws a client error that names each field and what is wrong with it.
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'input'}: ${message}`,
  );
  throw clientError('input', 'bad_input', problems.join('; '));
}
