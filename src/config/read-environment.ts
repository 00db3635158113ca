import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

export type Environment = Readonly<Record<string, string | undefined>>;

const proxyNames = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** Where a value came from. */
export type Origin = 'code' | 'environment' | '.env' | 'default';

/** What is set, and where. A variable that is set to nothing is not set. */
export interface Surroundings {
  readonly values: Readonly<Record<string, string>>;
  readonly originOf: (name: string) => Origin;
}

/** Settings from code over the environment over the file of variables, if there is such a file. */
export function readEnvironment(
  settings: Environment,
  environment: Environment,
  envFile: string | null,
): Surroundings {
  const fromCode = settled(settings);
  const real = settled({ ...environment, ...proxiesOf(environment) });
  const fromFile = envFile === null ? {} : settled(parseEnv(readIfThere(envFile)));
  const originOf = (name: string): Origin => {
    if (name in fromCode) return 'code';
    return name in real ? 'environment' : name in fromFile ? '.env' : 'default';
  };
  return { values: { ...fromFile, ...real, ...fromCode }, originOf };
}

/** The names of proxies are usual in lower case too, which wins, as for curl. */
function proxiesOf(environment: Environment): Environment {
  const entries = proxyNames.map((name) => [
    name,
    environment[name.toLowerCase()] ?? environment[name],
  ]);
  return Object.fromEntries(entries) as Environment;
}

function settled(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment)
      .map(([name, value = '']): [string, string] => [name, trimmed(value)])
      .filter(([, value]) => value !== ''),
  );
}

/** Without the line breaks and blanks of files; what else is invisible is for the formats to refuse. */
function trimmed(value: string): string {
  return value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
