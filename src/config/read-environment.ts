import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a value came from. */
export type Origin = 'environment' | '.env' | 'default';

/** What is set, and where. A variable that is set to nothing is not set. */
export interface Surroundings {
  readonly values: Readonly<Record<string, string>>;
  readonly originOf: (name: string) => Origin;
}

/** The real environment over the file of variables, if there is such a file. */
export function readEnvironment(environment: Environment, envFile: string | null): Surroundings {
  const real = settled(environment);
  const fromFile = envFile === null ? {} : settled(parseEnv(readIfThere(envFile)));
  return {
    values: { ...fromFile, ...real },
    originOf: (name) => (name in real ? 'environment' : name in fromFile ? '.env' : 'default'),
  };
}

function settled(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment)
      .map(([name, value = '']): [string, string] => [name, value.trim()])
      .filter(([, value]) => value !== ''),
  );
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
