import type { OpenCircuits } from '../contracts/activities.js';

type Activity = (input: never) => Promise<object | null>;

/** The same activities, whose results also tell which circuits are open; nothing while none is. */
export function withOpenCircuits<T extends { readonly [K in keyof T]: Activity }>(
  activities: T,
  open: () => readonly string[],
): T {
  const telling =
    (activity: Activity): Activity =>
    async (input) => {
      const result = await activity(input);
      const openCircuits = open();
      if (result === null || openCircuits.length === 0) return result;
      return { ...result, openCircuits } satisfies OpenCircuits;
    };
  const entries = Object.entries<Activity>(activities);
  return Object.fromEntries(entries.map(([name, activity]) => [name, telling(activity)])) as T;
}
