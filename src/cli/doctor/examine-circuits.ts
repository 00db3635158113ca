import type { Client } from '@temporalio/client';
import { readJam } from '../../adapters/temporal/shared-circuits.js';
import type { Config } from '../../config.js';
import { dependenciesOf } from '../../services.js';
import { jamMessage, reviveCommand } from '../render/circuits.js';
import { bad, good, type Finding } from './finding.js';

/** Whether the circuit breaker workflow of every dependency makes progress. */
export async function examineCircuits(client: Client, config: Config): Promise<readonly Finding[]> {
  const part = 'Circuits';
  const found = await Promise.all(
    dependenciesOf(config).map(async ({ name }): Promise<Finding[]> => {
      const jam = await readJam(client, name);
      return jam === null ? [] : [bad(part, jamMessage(name, jam), reviveCommand(name))];
    }),
  );
  const jammed = found.flat();
  return jammed.length > 0 ? jammed : [good(part, 'their workflows make progress')];
}
