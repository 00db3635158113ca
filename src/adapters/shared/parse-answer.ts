import type { z } from 'zod';
import { outcomes } from '../../core/outcome.js';
import { failedCall, type VendorCall } from './vendor-call.js';

/** The vendor's answer if it has the documented shape; otherwise throws PortError `malformed_response`. */
export function parseAnswer<Schema extends z.ZodType>(
  schema: Schema,
  answer: unknown,
  call: VendorCall,
): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join('.') || 'answer';
  throw failedCall(call, outcomes.malformedResponse, { detail: `${path}: ${issue?.message}` });
}
