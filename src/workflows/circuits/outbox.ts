import { setCurrentDetails, upsertMemo } from '@temporalio/workflow';
import type { DependencyPlan, DependencyView } from '../../contracts/circuit.js';
import { circuitMessages } from '../../contracts/names.js';
import type { Registry } from '../../core/circuit/registry.js';
import { fingerprint, transitionsBetween, publishedState } from '../../core/circuit/view.js';
import { dependencyDetails } from './dependency-details.js';
import { announceTransitions, limitQueue } from './entity-activities.js';
import { openLimits, type Limits } from './limits.js';

/** What the entity tells the world: its memo, its operators and the task queues. */
export interface Outbox extends Pick<Limits, 'markUnknown' | 'unknown' | 'wakeAt'> {
  /** Tells what changed since it last did, and returns what is now published. */
  publish(registry: Registry, plan: DependencyPlan): DependencyView;
  published(): DependencyView;
  /** Whether everything that was begun has ended. */
  isEmpty(): boolean;
  /** Whether something ended since the last `tell`. */
  hasMoved(): boolean;
}

/** `published` is what the memo holds already, `doubted` what an earlier outbox was in doubt about. */
export function openOutbox(
  dependency: string,
  published: DependencyView,
  unknown?: readonly string[],
): Outbox {
  let view = published;
  // The memo goes along when the entity continues as new; these do not.
  setCurrentDetails(dependencyDetails(view));
  let underWay = 0;
  let moved = false;
  /** Nothing that fails here may stop the circuits. */
  const inBackground = (work: Promise<void>): void => {
    underWay += 1;
    void work
      .catch(() => undefined)
      .finally(() => {
        underWay -= 1;
        moved = true;
      });
  };
  const limits = openLimits(inBackground, limitQueue, unknown);

  return {
    ...limits,
    publish(registry, plan) {
      moved = false;
      const now = publishedState(registry, Date.now(), plan);
      limits.follow(now.rates, plan);
      if (fingerprint(now) === fingerprint(view)) return view;
      const transitions = transitionsBetween(view.circuits, now.circuits);
      view = { ...now, epoch: view.epoch, counter: view.counter + 1 };
      upsertMemo({ [circuitMessages.memo]: view });
      setCurrentDetails(dependencyDetails(view));
      const { epoch } = view;
      if (transitions.length > 0) {
        inBackground(announceTransitions({ dependency, epoch, transitions }));
      }
      return view;
    },
    published: () => view,
    isEmpty: () => underWay === 0,
    hasMoved: () => moved,
  };
}
