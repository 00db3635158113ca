// The other side of document-cutter.ts: cuts one document after the other.
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { cutDocument } from '../../core/cut-document.js';
import type { CuttingReply, CuttingRequest } from './document-cutter.js';

// Everything that waits for an answer goes first. Elsewhere that would be the priority of the process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const reply = (message: CuttingReply) => parentPort?.postMessage(message);

parentPort?.on('message', ({ id, document }: CuttingRequest) => {
  try {
    reply({ id, cut: cutDocument(document) });
  } catch (error) {
    reply({ id, error });
  }
});
