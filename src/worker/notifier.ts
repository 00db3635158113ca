import { Runtime } from '@temporalio/worker';
import { createWebhookNotifier, silentNotifier } from '../adapters/webhook/notifier.js';
import type { Config } from '../config.js';
import type { Notifier } from '../ports/notifier.js';

/** Where alerts go besides the log. */
export function notifierOf({ operations: { webhook } }: Config): Notifier {
  if (!webhook) return silentNotifier;
  return createWebhookNotifier({
    url: webhook.reveal(),
    onFailure(why) {
      Runtime.instance().logger.warn(`An alert could not be delivered: ${why}`);
    },
  });
}
