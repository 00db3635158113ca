import { redact, registerSecret } from '../../core/redact.js';
import type { Alert, Notifier } from '../../ports/notifier.js';

export interface WebhookOptions {
  /** The address is a secret: anyone who has it can post. */
  readonly url: string;
  /** Called when an alert could not be delivered. */
  readonly onFailure: (why: string) => void;
  readonly now?: () => number;
  /** How long it may take to answer. */
  readonly timeoutMs?: number;
}

/** The same alert is not sent again within this time. */
const quietMs = 600_000;
const mostRemembered = 1_000;

const signs: Readonly<Record<Alert['severity'], string>> = {
  critical: ':red_circle:',
  warning: ':warning:',
  info: ':large_green_circle:',
};

/** Posts alerts as Slack’s incoming webhooks take them: `{ "text": … }`. One that cannot be delivered is dropped. */
export function createWebhookNotifier({
  url,
  onFailure,
  now = Date.now,
  timeoutMs = 5_000,
}: WebhookOptions): Notifier {
  registerSecret(url);
  const sent = new Map<string, number>();

  function wasSentLately(key: string): boolean {
    const at = sent.get(key);
    return at !== undefined && now() - at < quietMs;
  }

  return {
    async notify({ severity, key, title, detail }) {
      if (wasSentLately(key)) return;
      sent.delete(key);
      sent.set(key, now());
      if (sent.size > mostRemembered) sent.delete(sent.keys().next().value as string);
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ text: `${signs[severity]} *${plain(title)}*\n${plain(detail)}` }),
          signal: AbortSignal.timeout(timeoutMs),
        });
        await response.body?.cancel();
        if (!response.ok) throw new Error(`it answered ${response.status}`);
      } catch (error) {
        sent.delete(key);
        onFailure(redact(error instanceof Error ? error.message : String(error)));
      }
    },
  };
}

/** Without the signs that would call a whole channel, or hide a link. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Where no webhook is configured, the log is all there is. */
export const silentNotifier: Notifier = { notify: () => Promise.resolve() };
