import { z } from 'zod';

/** Something an operator did that cannot be undone or that overrides the system. */
export const operatorAction = z.object({
  /** As a person would say it: "remove source docs from corpus default". */
  action: z.string().max(1000),
  /** Who did it: user and host, or what the application calls itself. */
  by: z.string().max(200),
  tenant: z.string().max(64),
});
export type OperatorAction = z.infer<typeof operatorAction>;
