import type { z } from 'zod';
import type { VendorRoute } from './faults.js';
import type { RequestRecord } from './call-log.js';
import type { Dialect } from './vendor-errors.js';
import type { Exchange } from './vendor-reply.js';

/** One vendor endpoint: how its requests read and how it answers them. */
export interface Route<Request extends { readonly model: string }> {
  readonly name: VendorRoute;
  readonly dialect: Dialect;
  /** What the vendor accepts; anything else gets 400 (TEI: 422) and is not in the log of calls. */
  readonly request: z.ZodType<Request>;
  inputs(request: Request): readonly string[];
  usage(request: Request): RequestRecord['usage'];
  /** Answers in full, or as the fault says. */
  reply(
    request: Request,
    exchange: Exchange,
    facts: { readonly usage: RequestRecord['usage']; readonly dimensions: number },
  ): Promise<void>;
}
