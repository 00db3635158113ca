import {
  allHandlersFinished,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  makeContinueAsNewFunc,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  DependencyInput,
  DependencyPlan,
  DependencyReport,
  DependencyState,
  DependencyView,
  Operation,
  ProbeRequest,
  ProbeResult,
  RatePin,
} from '../contracts/circuit.js';
import { circuitMessages } from '../contracts/names.js';
import {
  advanceAll,
  emptyRegistry,
  mayProbe,
  nextWakeAt,
  applyOperation,
  applyPin,
  applyProbe,
  applyProbeResult,
  applyReport,
  type Registry,
} from '../core/circuit/registry.js';
import { fullState } from '../core/circuit/view.js';
import { planDependency } from './circuits/entity-activities.js';
import { notProbed } from './circuits/not-probed.js';
import { openOutbox } from './circuits/outbox.js';

const report = defineSignal<[DependencyReport]>(circuitMessages.report);
const settleProbe = defineSignal<[ProbeResult]>(circuitMessages.settleProbe);
const reloadPlan = defineSignal(circuitMessages.reloadPlan);
const acquireProbe = defineUpdate<void, [ProbeRequest]>(circuitMessages.acquireProbe);
const operate = defineUpdate<DependencyView, [Operation]>(circuitMessages.operate);
const pinRate = defineUpdate<DependencyView, [RatePin]>(circuitMessages.pinRate);
/** At a time: a query knows only that of the last event. */
const state = defineQuery<DependencyState, [number]>(circuitMessages.state);

/** What goes along when it continues as new. */
export interface CarriedState {
  readonly registry: Registry;
  readonly view: DependencyView;
  /** Queues of which it is not known what limits them. */
  readonly unknown?: readonly string[];
}

/**
 * The memory that all processes share of one dependency: its circuits, and the rates of its queues.
 * It runs for ever and costs nothing while all is well: it is told of what goes wrong, wakes by itself
 * only for what falls due, and publishes changes as its memo, which can be read without a worker.
 */
export async function circuitBreaker(
  { dependency }: DependencyInput,
  carried?: CarriedState,
): Promise<void> {
  let registry = carried?.registry ?? emptyRegistry;
  let plan: DependencyPlan | null = null;
  let planIsOld = true;
  let changed = false;
  const outbox = openOutbox(dependency, carried?.view ?? newView(), carried?.unknown);
  const at = () => ({ now: Date.now(), random: Math.random });

  const early: ((by: DependencyPlan) => Registry)[] = [];
  /** Changes the registry now; what comes before the plan waits for it. */
  function change(work: (by: DependencyPlan) => Registry): void {
    if (plan === null) return void early.push(work);
    registry = work(plan);
    changed = true;
  }
  async function changeAndShow(work: (by: DependencyPlan) => Registry): Promise<DependencyView> {
    await condition(() => plan !== null);
    change(work);
    return outbox.publish(registry, plan as DependencyPlan);
  }

  // Handlers stand before the first wait: an update that finds none is refused.
  setHandler(report, (told) => change((by) => applyReport(registry, told, at(), by)));
  setHandler(settleProbe, (told) => change((by) => applyProbeResult(registry, told, at(), by)));
  setHandler(reloadPlan, () => void (planIsOld = true));
  setHandler(acquireProbe, (asked) => change((by) => applyProbe(registry, asked, at(), by)), {
    // A rejection leaves no trace: whoever is denied costs the history nothing.
    validator(asked: ProbeRequest) {
      if (plan === null || !mayProbe(registry, asked, Date.now(), plan)) throw notProbed(asked);
    },
  });
  setHandler(operate, (told) =>
    changeAndShow((by) => applyOperation(registry, namesIn(told, registry, by), told, at(), by)),
  );
  setHandler(pinRate, (told) =>
    changeAndShow(() => {
      // What is in force may be from before this entity, or not be what it wrote last.
      outbox.markUnknown(told.queue);
      return applyPin(registry, told);
    }),
  );

  setHandler(state, (now) => (plan === null ? outbox.published() : fullState(registry, now, plan)));

  for (;;) {
    if (planIsOld || plan === null) {
      planIsOld = false;
      plan = await planDependency({ dependency });
      for (const work of early.splice(0)) change(work);
    }
    changed = false;
    registry = advanceAll(registry, at(), plan);
    const view = outbox.publish(registry, plan);
    if (workflowInfo().continueAsNewSuggested && allHandlersFinished() && outbox.isEmpty()) {
      const memo = { [circuitMessages.memo]: view };
      await makeContinueAsNewFunc<typeof circuitBreaker>({ memo })(
        { dependency },
        { registry, view, unknown: outbox.unknown() },
      );
    }
    const wakeAt = Math.min(nextWakeAt(registry) ?? Infinity, outbox.wakeAt() ?? Infinity);
    const something = () => changed || planIsOld || outbox.hasMoved();
    if (wakeAt === Infinity) await condition(something);
    else await condition(something, Math.max(1, wakeAt - Date.now()));
  }
}

function newView(): DependencyView {
  return { epoch: Date.now(), counter: 0, circuits: [], rates: [] };
}

/** One circuit, or all that are known and all that the configuration has. */
function namesIn({ name }: Operation, { circuits }: Registry, { names }: DependencyPlan): string[] {
  return name === undefined ? [...new Set([...names, ...Object.keys(circuits)])] : [name];
}
