/** An error the caller can fix; the message names the field and the fix. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}

/** Temporal is unreachable, or no worker picks up the work; the message says how to start it. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning';
}

export const noWorker =
  'Temporal is running, but no Holdfast worker is: start one with "holdfast up" or "holdfast worker"';
