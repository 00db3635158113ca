import { homedir } from 'node:os';
import { join } from 'node:path';

/** Variables of the surrounding shell, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const ordinary = ['PATH', 'HOME', 'USER', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'XDG_CACHE_HOME'];
const network = /^(https?_proxy|no_proxy|all_proxy|SSL_CERT_(FILE|DIR))$/i;
const tools = /^(GO[A-Z0-9]+|CGO_ENABLED|CC|PIP_[A-Z_]+|XDG_CONFIG_HOME)$/;

/** The variables a service needs and no others, so that no key reaches it. */
export function serviceEnvironment(environment: Environment): Record<string, string> {
  return pick(environment, (name) => ordinary.includes(name));
}

/** The same for a download: with proxies, certificates and the settings of pip and Go. */
export function downloadEnvironment(environment: Environment): Record<string, string> {
  return pick(
    environment,
    (name) => ordinary.includes(name) || network.test(name) || tools.test(name),
  );
}

function pick(environment: Environment, wanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && wanted(entry[0]),
    ),
  );
}

/** Where this user keeps what was downloaded once. */
export function cacheFolder(environment: Environment): string {
  // An empty variable counts as unset (XDG Base Directory Specification).
  const caches = environment['XDG_CACHE_HOME'] || join(environment['HOME'] || homedir(), '.cache');
  return join(caches, 'holdfast');
}
