/** What a person should know, now. */
export interface Alert {
  readonly severity: 'info' | 'warning' | 'critical';
  /** Alerts with the same key say the same thing: told again only after a while. */
  readonly key: string;
  readonly title: string;
  readonly detail: string;
}

/** Tells people. Resolves in any case: an alert that cannot be delivered must stop nothing. */
export interface Notifier {
  notify(alert: Alert): Promise<void>;
}
