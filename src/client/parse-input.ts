import type { z } from 'zod';
import { BadInput } from './errors.js';

/** Validates what an application or the command line passes in; throws BadInput naming the field. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'input'} ${message}`,
  );
  throw new BadInput(problems.join('; '));
}
