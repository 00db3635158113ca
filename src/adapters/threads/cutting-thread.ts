// The other side of document-cutter.ts: cuts one document after the other.
import { getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { cutDocument } from '../../core/cut-document.js';
import type { CuttingReply, CuttingRequest } from './document-cutter.js';

const lowestPriority = 19;
// What waits for an answer goes first. Only on Linux does this mean the thread, not its process.
if (process.platform === 'linux') setPriority(Math.min(lowestPriority, getPriority() + 5));

const reply = (message: CuttingReply) => parentPort?.postMessage(message);

parentPort?.on('message', ({ id, document }: CuttingRequest) => {
  try {
    reply({ id, cut: cutDocument(document) });
  } catch (error) {
    reply({ id, error });
  }
});
