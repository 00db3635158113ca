import type { Origin, Surroundings } from './read-environment.js';
import { variableMeta } from './variable.js';
import { variableGroups } from './variables.js';

/** One variable as `holdfast config` shows it. */
export interface Setting {
  readonly group: string;
  readonly variable: string;
  /** As written, a secret only as set or not; null where it is unset and has no default. */
  readonly value: string | null;
  readonly origin: Origin;
  readonly meaning: string;
}

/** Every variable with its value in force and where that came from. */
export function listSettings({ values, originOf }: Surroundings): readonly Setting[] {
  return Object.entries(variableGroups).flatMap(([group, variables]) =>
    Object.entries(variables).map(([variable, schema]) => {
      const { meaning, fallback, secret } = variableMeta.get(schema)!;
      const written = values[variable];
      const shown = written === undefined ? (fallback ?? null) : secret ? '(set)' : written;
      return { group, variable, value: shown, origin: originOf(variable), meaning };
    }),
  );
}
