import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  defineSignal,
  defineUpdate,
  log,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  DependencyInput,
  DependencyPlan,
  DependencyReport,
  DependencyView,
  Operation,
  ProbeRequest,
  ProbeResult,
  RatePin,
} from '../contracts/circuit.js';
import { circuitMessages, invalidMessage, probeDenied } from '../contracts/names.js';
import {
  InvalidMessage,
  readOperation,
  readProbeRequest,
  readProbeResult,
  readRatePin,
  readReport,
} from '../core/circuit/messages.js';
import {
  advanceAll,
  applyOperation,
  applyPin,
  applyProbe,
  applyProbeResult,
  applyReport,
  emptyRegistry,
  isKnown,
  mayProbe,
  nextWakeAt,
  type Registry,
} from '../core/circuit/registry.js';
import { fingerprint, publishedState, transitionsBetween } from '../core/circuit/view.js';
import { announceTransitions, limitQueue, planDependency } from './circuits/activities.js';
import { detailsOf } from './circuits/details.js';
import { QueueLimits } from './circuits/queue-limits.js';

const report = defineSignal<[DependencyReport]>(circuitMessages.report);
const settleProbe = defineSignal<[ProbeResult]>(circuitMessages.settleProbe);
const reloadPlan = defineSignal(circuitMessages.reloadPlan);
const acquireProbe = defineUpdate<void, [ProbeRequest]>(circuitMessages.acquireProbe);
const operate = defineUpdate<DependencyView, [Operation]>(circuitMessages.operate);
const pinRate = defineUpdate<DependencyView, [RatePin]>(circuitMessages.pinRate);

/**
 * The server refuses further signals after 10,000 in one run. Beyond these limits a new run starts,
 * at first only when no activity is pending, later whatever is pending.
 */
const signalsPerRun = { usual: 500, most: 2_000 };

/** What a run passes to the next one. */
export interface CarriedState {
  readonly registry: Registry;
  readonly view: DependencyView;
  /** Queues whose limit may differ from the rate. */
  readonly unknown?: readonly string[];
}

/**
 * The circuit breakers and queue rates of one dependency, shared by all processes. It runs for ever
 * and costs nothing while all is well: processes report only failures, it wakes only for what falls
 * due, and it publishes changes as its memo, which can be read without a worker.
 */
export async function circuitBreaker(
  { dependency }: DependencyInput,
  carried?: CarriedState,
): Promise<void> {
  let registry = carried?.registry ?? emptyRegistry;
  let view = carried?.view ?? { epoch: Date.now(), circuits: [], rates: [] };
  let plan: DependencyPlan | null = null;
  let isPlanOld = true;
  let hasChanged = false;
  let pending = 0;
  let signals = 0;
  let ignored = 0;
  const limits = new QueueLimits(limitQueue, carried?.unknown);
  const clock = () => ({ now: Date.now(), random: Math.random });
  // Unlike the memo, details do not pass to a new run by themselves.
  setCurrentDetails(detailsOf(view));

  /** Messages that arrived before the plan. */
  const early: ((by: DependencyPlan) => Registry)[] = [];
  function change(work: (by: DependencyPlan) => Registry): void {
    if (plan === null) return void early.push(work);
    registry = work(plan);
    hasChanged = true;
  }
  /** A signal cannot be rejected: an invalid one is counted, logged and ignored. */
  function accept<T>(
    read: (value: unknown) => T,
    work: (message: T, by: DependencyPlan) => Registry,
  ): (value: unknown) => void {
    return (value) => {
      signals += 1;
      try {
        const message = read(value);
        change((by) => work(message, by));
      } catch (error) {
        if (!(error instanceof InvalidMessage)) throw error;
        ignored += 1;
        // The first of each power of ten: a flood of them must not flood the log.
        const isLogged = Number.isInteger(Math.log10(ignored));
        if (isLogged) log.warn(`Ignored an invalid signal: ${error.message}`, { ignored });
      }
    };
  }
  /** Applies an operator's command and returns the state it led to. */
  async function command(
    name: string | undefined,
    work: (by: DependencyPlan) => Registry,
  ): Promise<DependencyView> {
    await condition(() => plan !== null);
    const by = plan as DependencyPlan;
    if (name !== undefined && !isKnown(registry, by, name)) {
      throw failure(invalidMessage, `${dependency} has no circuit or queue ${name}`);
    }
    change(work);
    return publish(by);
  }

  // Handlers are set before the first wait: an update without a handler is rejected.
  setHandler(
    report,
    accept(
      (value) => readReport(value, dependency),
      (message, by) => applyReport(registry, message, clock(), by),
    ),
  );
  setHandler(
    settleProbe,
    accept(readProbeResult, (message, by) => applyProbeResult(registry, message, clock(), by)),
  );
  setHandler(reloadPlan, () => {
    signals += 1;
    isPlanOld = true;
  });
  setHandler(
    acquireProbe,
    (request) => change((by) => applyProbe(registry, request, clock(), by)),
    {
      // A rejection leaves no trace: a denied probe costs no history.
      validator(value: ProbeRequest) {
        const request = readArgument(readProbeRequest, value);
        if (plan && mayProbe(registry, request, Date.now(), plan)) return;
        throw failure(probeDenied, `No probe of ${request.name} is available`);
      },
    },
  );
  setHandler(
    operate,
    (operation) =>
      command(operation.name, (by) => applyOperation(registry, operation, clock(), by)),
    { validator: (value: Operation) => void readArgument(readOperation, value) },
  );
  setHandler(
    pinRate,
    (pin) =>
      command(pin.queue, () => {
        // The limit in force may be older than this workflow, or written by hand.
        limits.markUnknown(pin.queue);
        return applyPin(registry, pin);
      }),
    { validator: (value: RatePin) => void readArgument(readRatePin, value) },
  );

  /** Nothing that fails here may stop the circuits. */
  function inBackground(work: Promise<void>): void {
    pending += 1;
    void work
      .catch(() => undefined)
      .finally(() => {
        pending -= 1;
        hasChanged = true;
      });
  }
  /** Publishes what changed, and starts what follows from it. */
  function publish(by: DependencyPlan): DependencyView {
    const state = publishedState(registry, Date.now(), by);
    limits.reconcile(state.rates, by).forEach(inBackground);
    if (fingerprint(state) === fingerprint(view)) return view;
    const transitions = transitionsBetween(view.circuits, state.circuits);
    const { epoch } = view;
    view = { epoch, ...state };
    upsertMemo({ [circuitMessages.memo]: view });
    setCurrentDetails(detailsOf(view));
    if (transitions.length > 0) {
      inBackground(announceTransitions({ dependency, epoch, transitions }));
    }
    return view;
  }

  for (;;) {
    if (isPlanOld || plan === null) {
      isPlanOld = false;
      plan = await planDependency({ dependency });
      for (const work of early.splice(0)) change(work);
    }
    hasChanged = false;
    registry = advanceAll(registry, clock(), plan);
    publish(plan);
    const isLong = workflowInfo().continueAsNewSuggested || signals >= signalsPerRun.usual;
    const isIdle = pending === 0 || signals >= signalsPerRun.most;
    if (isLong && isIdle) {
      // The signals that woke this loop are still being finished: nothing would wake it again.
      await condition(allHandlersFinished);
      // A plain continue-as-new would drop the memo.
      const memo = { [circuitMessages.memo]: view };
      const state = { registry, view, unknown: limits.unknown() };
      await makeContinueAsNewFunc<typeof circuitBreaker>({ memo })({ dependency }, state);
    }
    const wakeAt = Math.min(nextWakeAt(registry), limits.wakeAt());
    const isDue = () => hasChanged || isPlanOld;
    if (wakeAt === Infinity) await condition(isDue);
    else await condition(isDue, Math.max(1, wakeAt - Date.now()));
  }
}

function readArgument<T>(read: (value: unknown) => T, value: unknown): T {
  try {
    return read(value);
  } catch (error) {
    throw failure(invalidMessage, (error as Error).message);
  }
}

function failure(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true, category: 'BENIGN' });
}
