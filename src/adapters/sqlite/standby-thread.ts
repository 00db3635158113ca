// The other side of threaded-standby.ts: one connection to the standby's file.
import { parentPort, workerData } from 'node:worker_threads';
import { PortError } from '../../ports/port-error.js';
import { openStandbyDatabase } from './database.js';
import { standbyOperations } from './standby-operations.js';
import type { StandbyReply, StandbyRequest } from './threaded-standby.js';

const database = openStandbyDatabase(workerData as string);
const operations = standbyOperations(database);

parentPort?.on('message', ({ id, name, args }: StandbyRequest) => {
  parentPort?.postMessage(answer(id, name, args));
});

function answer(id: number, name: StandbyRequest['name'], args: readonly unknown[]): StandbyReply {
  try {
    if (name === 'close') {
      database.close();
      return { id, result: undefined };
    }
    const operation = operations[name] as (...given: readonly unknown[]) => unknown;
    return { id, result: operation(...args) };
  } catch (error) {
    if (!(error instanceof PortError)) return { id, error };
    // Its class and its cause would not arrive.
    return { id, failure: { message: error.message, fields: { ...error, cause: undefined } } };
  }
}
