import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { AddProblem } from './config-error.js';
import type { Variables } from './variables.js';

/** Where Temporal is, and what else its clients have to know. */
export interface TemporalConfig {
  /** Null: the stack Holdfast started itself, or what Temporal's own configuration file says. */
  readonly address: string | null;
  readonly namespace: string;
  /** What `loadClientConnectConfig` has to read from, secrets included. */
  readonly environment: () => Record<string, string>;
}

const usualNamespace = 'default';

/** A namespace that is set wins over that of the profile. */
export function temporalConfig(
  set: Variables,
  values: Readonly<Record<string, string>>,
  addProblem: AddProblem,
): TemporalConfig {
  return {
    address: set.TEMPORAL_ADDRESS ?? null,
    namespace: set.TEMPORAL_NAMESPACE ?? profileNamespace(values, addProblem) ?? usualNamespace,
    environment: () => ({ ...values }),
  };
}

/** The same for the stack Holdfast started itself: keys and profiles are for another server. */
export function onOwnStack({ environment }: TemporalConfig, address: string) {
  const { TEMPORAL_NAMESPACE: namespace = usualNamespace } = environment();
  return { address, namespace, environment: () => ({}) };
}

function profileNamespace(values: Readonly<Record<string, string>>, addProblem: AddProblem) {
  try {
    return loadClientConnectConfig({ overrideEnvVars: { ...values } }).namespace;
  } catch (error) {
    const variable = 'TEMPORAL_PROFILE' in values ? 'TEMPORAL_PROFILE' : 'TEMPORAL_CONFIG_FILE';
    addProblem(
      variable,
      `cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}
