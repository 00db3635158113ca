import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from './repository-root.js';

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

const cruiser = join(repositoryRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** The rules of the layers, and those of the workflow bundle. */
export const ruleFiles = ['.dependency-cruiser.cjs', '.dependency-cruiser.bundle.cjs'] as const;

/** What `npm run structure` reports about the `src` folder of that root, as a list. */
export async function cruise(root: string): Promise<readonly Violation[]> {
  const [layers, bundle] = ruleFiles;
  const found = await Promise.all([
    violations(root, 'src', layers),
    violations(root, 'src/workflows', bundle),
  ]);
  return found.flat();
}

async function violations(
  root: string,
  folder: string,
  rules: string,
): Promise<readonly Violation[]> {
  const config = join(repositoryRoot, rules);
  const output = await run([cruiser, folder, '--config', config, '--output-type', 'json'], root);
  const { summary } = JSON.parse(output) as CruiseReport;
  return summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}

interface CruiseReport {
  readonly summary: {
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
      readonly to: string;
    }[];
  };
}

/** Standard output; the exit code only counts the violations. */
function run(args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const limits = { cwd, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, args, limits, (error, stdout, stderr) => {
      if (stdout === '') reject(error ?? new Error(`dependency-cruiser said nothing. ${stderr}`));
      else resolve(stdout);
    });
  });
}
