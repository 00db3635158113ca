import { readFile } from 'node:fs/promises';
import { countTests } from './count-tests.js';

const [reportFile = ''] = process.argv.slice(2);
const { passed, failed, skipped } = countTests(await readFile(reportFile, 'utf8'));
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
