import type { z } from 'zod';
import { generatorVariablesOf } from './generator-fields.js';
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

/**
 * Every variable with its value in force and where that came from; of the variables of single
 * generators those that are set.
 */
export function listSettings(
  { values, originOf }: Surroundings,
  generators: readonly string[],
): readonly Setting[] {
  const setting = (group: string, variable: string, schema: z.ZodType): Setting => {
    const { meaning, fallback, secret } = variableMeta.get(schema)!;
    const written = values[variable];
    const shown = written === undefined ? (fallback ?? null) : secret ? '(set)' : written;
    return { group, variable, value: shown, origin: originOf(variable), meaning };
  };
  const single = generators
    .flatMap((name) => generatorVariablesOf(name))
    .filter(({ variable }) => values[variable] !== undefined)
    .map(({ variable, schema }) => setting('Generators', variable, schema));
  return Object.entries(variableGroups).flatMap(([group, variables]) => {
    const shared = Object.entries<z.ZodType>(variables).map(([variable, schema]) =>
      setting(group, variable, schema),
    );
    return group === 'Generators' ? [...shared, ...single] : shared;
  });
}
