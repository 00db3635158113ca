import { join } from 'node:path';
import { z } from 'zod';
import { connectQdrant } from '../../adapters/qdrant/connection.js';
import { createQdrantManifest } from '../../adapters/qdrant/manifest.js';
import type { Config } from '../../config.js';
import { sourcesToBuild } from '../../core/sources-to-build.js';
import { readStackFile } from '../../stack/stack-file.js';
import { configuredCollection } from '../../worker/plans.js';
import { bad, good, info, type Finding } from './finding.js';

const askWithinMs = 3_000;
const greeting = z.object({ version: z.string() });
const aliasList = z.object({
  result: z.object({
    aliases: z.array(z.object({ alias_name: z.string(), collection_name: z.string() })),
  }),
});

/** Whether Qdrant answers, and whether readers have an index. */
export async function examineQdrant(config: Config): Promise<readonly Finding[]> {
  const stack = await readStackFile(config.dataDir);
  const explicit = config.qdrant.url;
  const url = explicit ?? stack?.qdrantUrl;
  if (url === undefined) {
    return [bad('Qdrant', 'no address is known', 'start "holdfast up", or set QDRANT_URL')];
  }
  const key = explicit === null ? stack?.qdrantApiKey : undefined;
  const apiKey = key ?? config.qdrant.apiKey?.reveal();
  const how = explicit === null ? 'started by "holdfast up"' : 'set by QDRANT_URL';
  try {
    const { version } = greeting.parse(await get(apiKey, url));
    const { aliases } = aliasList.parse(await get(apiKey, `${url}/aliases`)).result;
    const active = aliases.find(({ alias_name }) => alias_name === config.qdrant.collection);
    return [
      good('Qdrant', `${version} at ${url} (${how})`),
      await examineIndex(config, active?.collection_name, { url, apiKey }),
    ];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const fix =
      explicit === null
        ? `see ${join(config.dataDir, 'logs', 'qdrant.log')}`
        : 'start it, or check QDRANT_URL and QDRANT_API_KEY';
    return [bad('Qdrant', `${url} (${how}) does not answer: ${why}`, fix)];
  }
}

/** Which index readers use, and which sources an index built beside it still lacks. */
async function examineIndex(
  config: Config,
  active: string | undefined,
  account: { readonly url: string; readonly apiKey: string | undefined },
): Promise<Finding> {
  const alias = config.qdrant.collection;
  if (active === undefined) return info('Index', 'nothing ingested yet: holdfast ingest <path>');
  const collection = configuredCollection(config);
  if (active === collection) return good('Index', `${alias} → ${active}`);
  const timeouts = { readTimeoutMs: askWithinMs, writeTimeoutMs: askWithinMs };
  const manifest = createQdrantManifest(connectQdrant({ ...account, ...timeouts }), { alias });
  const signal = AbortSignal.timeout(askWithinMs);
  const [inUse, built] = await Promise.all(
    [active, collection].map((name) => manifest.sources({ collection: name }, signal)),
  );
  const lacking = sourcesToBuild(inUse ?? [], built ?? []).map(
    ({ tenant, corpus, source }) => `${tenant}/${corpus}/${source}`,
  );
  return info(
    'Index',
    `${alias} → ${active}, until ${collection} holds ${lacking.join(', ')}: see "holdfast status"`,
  );
}

async function get(apiKey: string | undefined, url: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: apiKey === undefined ? {} : { 'api-key': apiKey },
    signal: AbortSignal.timeout(askWithinMs),
  });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  return response.json();
}
