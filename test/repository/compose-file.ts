import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { repositoryRoot } from './repository-root.js';

const service = z.strictObject({
  image: z.string(),
  build: z.literal('.').optional(),
  pull_policy: z.literal('never').optional(),
  restart: z.enum(['unless-stopped', 'on-failure']),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  /** Null where the value comes from the surroundings of `docker compose`. */
  environment: z.record(z.string(), z.string().nullable()).default({}),
  env_file: z.array(z.strictObject({ path: z.string(), required: z.boolean() })).optional(),
  profiles: z.tuple([z.literal('monitoring')]).optional(),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }),
    )
    .default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  tmpfs: z.array(z.string()).optional(),
  configs: z.array(z.strictObject({ source: z.string(), target: z.string() })).default([]),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal('CMD')], z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.int(),
      start_period: z.string(),
    })
    .optional(),
  ulimits: z.strictObject({ nofile: z.int() }).optional(),
  extra_hosts: z.array(z.string()).optional(),
  cpu_shares: z.int().min(2).max(1024).optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  stop_grace_period: z.string().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
});
export type Service = z.output<typeof service>;

const composeFile = z.strictObject({
  name: z.literal('holdfast'),
  'x-temporal-tools': z.unknown(),
  'x-worker': z.unknown(),
  'x-worker-environment': z.unknown(),
  services: z.record(z.string(), service),
  configs: z.record(z.string(), z.strictObject({ content: z.string() })),
  volumes: z.record(z.string(), z.null()),
});
export type ComposeFile = z.output<typeof composeFile>;

/** docker-compose.yml, in the part of the Compose specification it uses. Throws at anything else. */
export async function readComposeFile(): Promise<ComposeFile> {
  const text = await readFile(join(repositoryRoot, 'docker-compose.yml'), 'utf8');
  return composeFile.parse(parse(text, { merge: true }));
}

/** The variables a text takes from the surroundings, as in `${NAME:-default}`. */
export function interpolated(text: string): readonly string[] {
  return [...text.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map(([, name = '']) => name);
}
