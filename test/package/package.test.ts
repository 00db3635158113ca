import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../repository/repository-root.js';
import { qdrantUrl, testCollectionPrefix, testNamespace } from '../support/stack.js';

const run = promisify(execFile);
const here = (path: string) => join(repositoryRoot, path);

interface Manifest {
  readonly version: string;
  readonly files: readonly string[];
  readonly bin: { readonly holdfast: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(await readFile(here('package.json'), 'utf8')) as Manifest;

/** The files of the packed package. */
let packed: readonly string[];
let tarballBytes: number;
/** An empty project in which the tarball was installed. */
let project: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-package-'));
  // A copy, because packing builds, and a checkout that others work in is no place for that.
  const copy = join(folder, 'checkout');
  const sources = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'LICENSE', 'README.md'];
  for (const path of [...sources, 'bin', 'scripts', 'src', 'tools']) {
    await cp(here(path), join(copy, path), { recursive: true });
  }
  await cp(here('package-lock.json'), join(copy, 'package-lock.json'));
  await symlink(here('node_modules'), join(copy, 'node_modules'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: copy,
    maxBuffer: 16 * 1024 * 1024,
  });
  const [report] = JSON.parse(stdout.slice(stdout.lastIndexOf('\n[') + 1)) as [PackReport];
  packed = report.files.map(({ path }) => path);
  tarballBytes = report.size;
  project = await install(join(folder, report.filename), join(folder, 'project'));
});

interface PackReport {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/**
 * Does what npm does, but takes the dependencies from this checkout: those that package.json names
 * and no others, so that one that is missing there is missing here.
 */
async function install(tarball: string, root: string): Promise<string> {
  const modules = join(root, 'node_modules');
  await mkdir(join(modules, 'holdfast'), { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', join(modules, 'holdfast'), '--strip-components=1']);
  const wanted = { ...manifest.dependencies, ...manifest.optionalDependencies };
  for (const name of [...Object.keys(wanted), '@types/node']) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(here(`node_modules/${name}`), join(modules, name)).catch(() => undefined);
  }
  await mkdir(join(modules, '.bin'));
  await symlink(`../holdfast/${manifest.bin.holdfast}`, join(modules, '.bin', 'holdfast'));
  await writeFile(join(root, 'package.json'), '{ "name": "empty", "type": "module" }');
  await cp(here('examples/quickstart.ts'), join(root, 'quickstart.ts'));
  return root;
}

describe('the package', { timeout: 300_000 }, () => {
  it('holds what was built and no sources, tests or maps, in little more than a megabyte', () => {
    expect(packed).toContain('lib/workflow-bundle.js');
    expect(packed).toContain('tools/temporal/go.sum');
    expect(packed.filter((path) => !/^(bin|lib|tools\/temporal)\//.test(path)).sort()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    expect(packed.filter((path) => /(?<!\.d)\.ts$|\.map$/.test(path))).toEqual([]);
    expect(tarballBytes).toBeLessThan(1_100_000);
  });

  it('runs its command', async () => {
    const { stdout } = await run('npx', ['--no-install', 'holdfast', '--version'], {
      cwd: project,
    });
    expect(stdout.trim()).toBe(manifest.version);
  });

  it('has types that a strict program compiles against', async () => {
    const compilerOptions = {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      module: 'NodeNext',
      target: 'ES2023',
      types: ['node'],
    };
    const config = { compilerOptions, files: ['quickstart.ts', 'names.ts'] };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify(config));
    await writeFile(
      join(project, 'names.ts'),
      `import { BadInput, NotRunning, type Answer, type Holdfast } from 'holdfast';
       import { answer, queues } from 'holdfast/contracts';
       import type { HoldfastWorker } from 'holdfast/worker';
       export const parsed: Answer = answer.parse({});
       export const known = [BadInput, NotRunning, queues];
       export type Both = [Holdfast, HoldfastWorker];
       // @ts-expect-error An answer has no such field: types are not any.
       export const wrong = parsed.nonsense;`,
    );
    const tsc = here('node_modules/typescript/bin/tsc');
    const compile = run(process.execPath, [tsc, '-p', project], { cwd: project });
    const output = await compile.then(
      () => '',
      ({ stdout }: { readonly stdout: string }) => stdout,
    );
    // Without skipLibCheck: the SDK's own declarations have errors, ours must have none.
    const ours = output.split('\n').filter((line) => !/^(\s|\S*@temporalio\/)/.test(line));
    expect(ours.filter((line) => /error TS/.test(line))).toEqual([]);
  });

  it('answers from the program that the README shows, with a worker in its process', async () => {
    const docs = join(project, 'docs');
    await mkdir(docs);
    await writeFile(
      join(docs, 'leave.md'),
      '# Leave\n\nYou can carry over up to five days of leave to the next year.\n',
    );
    const { address, namespace } = await testNamespace();
    const env = {
      PATH: process.env['PATH'],
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      QDRANT_URL: qdrantUrl(),
      HOLDFAST_COLLECTION: testCollectionPrefix(),
      HOLDFAST_EMBEDDING: 'none',
      HOLDFAST_DATA_DIR: join(project, 'data'),
    };
    const { stdout } = await run(process.execPath, ['quickstart.ts'], { cwd: project, env });
    expect(stdout).toContain('five days');
    expect(stdout).toContain('leave.md');
  });
});
