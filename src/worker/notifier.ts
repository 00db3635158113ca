import { Runtime } from '@temporalio/worker';
import { createWebhookNotifier, silentNotifier } from '../adapters/webhook/notifier.js';
import type { Config } from '../config.js';
import { metrics } from '../contracts/metrics.js';
import type { Recorder } from '../core/recorder.js';
import type { Notifier } from '../ports/notifier.js';

/** Where alerts go besides the log. */
export function notifierOf({ operations: { webhook } }: Config, record: Recorder): Notifier {
  if (!webhook) return silentNotifier;
  return createWebhookNotifier({
    url: webhook.reveal(),
    onFailure(why) {
      Runtime.instance().logger.warn(`An alert could not be delivered: ${why}`);
      record(metrics.undeliveredAlerts, 1, {});
    },
  });
}
