// Owns a service, says its number, and runs until it is killed. Its argument: a folder to use.
import { join } from 'node:path';
import { startProcess } from '../../src/stack/managed-process.js';

const folder = process.argv[2] ?? '.';
const service = await startProcess({
  name: 'The service',
  command: '/bin/sleep',
  args: ['600'],
  workingFolder: folder,
  environment: {},
  logFile: join(folder, 'service.log'),
});
process.stdout.write(`${service.pid}\n`);
await service.exited;
