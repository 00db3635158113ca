import { loadConfig, type Config } from '../../src/config.js';
import { ConfigError } from '../../src/config/config-error.js';

/** The configuration of these variables and nothing else. */
export function load(env: Readonly<Record<string, string>> = {}): Config {
  return loadConfig({ env, envFile: null });
}

/** What the configuration complains of, by variable. */
export function problemsOf(env: Readonly<Record<string, string>>): Record<string, string> {
  try {
    load(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return Object.fromEntries(error.problems.map(({ variable, message }) => [variable, message]));
  }
  return {};
}
