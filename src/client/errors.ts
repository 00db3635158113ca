/** An error that is the caller's to fix; the message names the thing and the fix. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}

/** No Temporal server answers, or no worker takes the work; the message says how to start one. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning';
}

/** What commands say when nobody takes what they start. */
export const noWorker =
  'Temporal is up, but no Holdfast worker takes this: start one with "holdfast up" or "holdfast worker"';
