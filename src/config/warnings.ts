import type { ConfigProblem } from './config-error.js';
import { generatorVariablesOf } from './generator-fields.js';
import type { Surroundings } from './read-environment.js';
import { variables } from './variables.js';

/**
 * What may be meant but should be known: variables that look like ours and are none, and keys of the
 * environment that the file of variables sends to an address of its own. Such a file may have come with
 * a folder from somewhere else.
 */
export function configWarnings(
  { values, originOf }: Surroundings,
  generators: readonly string[],
): readonly ConfigProblem[] {
  const ofGenerators = generators.flatMap((name) =>
    generatorVariablesOf(name).map(({ variable }) => variable),
  );
  const known = new Set([...Object.keys(variables.shape), ...ofGenerators]);
  const unknown = Object.keys(values)
    .filter((variable) => variable.startsWith('HOLDFAST_') && !known.has(variable))
    .map((variable) => ({ variable, message: 'is set, but there is no such variable' }));
  const redirected = [...known].flatMap((variable) => {
    const address = addressVariableOf(variable);
    const isRedirected =
      ['code', 'environment'].includes(originOf(variable)) && originOf(address) === '.env';
    if (!isRedirected) return [];
    const message = `is sent to ${values[address]!}, which ${address} in the file .env says, while the key is set elsewhere`;
    return [{ variable, message }];
  });
  return [...unknown, ...redirected];
}

/** The variable that says where a key is sent. */
function addressVariableOf(key: string): string {
  if (key === 'QDRANT_API_KEY') return 'QDRANT_URL';
  if (key === 'TEMPORAL_API_KEY') return 'TEMPORAL_ADDRESS';
  return key.endsWith('_API_KEY') ? key.replace(/API_KEY$/, 'BASE_URL') : '';
}
