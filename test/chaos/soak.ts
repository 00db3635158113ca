import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runSoak } from './soak/run-soak.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('--minutes must be a number above 0, and --seed a whole number');
  process.exit(2);
}
const folder = await mkdtemp(join(tmpdir(), 'holdfast-soak-'));
process.env['TMPDIR'] = folder;
try {
  const soak = await runSoak({ minutes, seed });
  console.log(JSON.stringify({ ...soak, broken: soak.broken.slice(0, 20) }, undefined, 1));
  if (soak.broken.length > 0) console.log(`${soak.broken.length} differences`);
  process.exitCode = soak.broken.length > 0 ? 1 : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}
