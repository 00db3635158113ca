// The other side of document-cutter.ts: cuts one document after the other.
import { parentPort } from 'node:worker_threads';
import { cutDocument } from '../../core/cut-document.js';
import type { CuttingReply, CuttingRequest } from './document-cutter.js';

const reply = (message: CuttingReply) => parentPort?.postMessage(message);

parentPort?.on('message', ({ id, document }: CuttingRequest) => {
  try {
    reply({ id, cut: cutDocument(document) });
  } catch (error) {
    reply({ id, error });
  }
});
