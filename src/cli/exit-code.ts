import { ApplicationFailure, ServiceError, isGrpcServiceError } from '@temporalio/client';
import { CommanderError } from 'commander';
import { BadInput } from '../client.js';
import { causeOf } from '../client/results.js';
import { ConfigError } from '../config/config-error.js';
import { note } from './print.js';

/** 0: success. 1: failure, or something is not running. 2: invalid command or configuration. */
export type ExitCode = 0 | 1 | 2;

/** How a failed command exits. */
export interface Ending {
  readonly exitCode: ExitCode;
  /** For standard error; absent where it is printed already. */
  readonly message?: string;
}

/** How long connections and timers may keep a failed process alive. */
const exitGraceMs = 3_000;

/** Prints what went wrong and ends the process with its exit code, also when something is left open. */
export function exitWith(error: unknown): void {
  const { exitCode, message } = endingOf(error);
  if (message !== undefined) note(message);
  process.exitCode = exitCode;
  setTimeout(() => process.exit(), exitGraceMs).unref();
}

/** Turns whatever a command throws into one message without a stack trace. */
export function endingOf(error: unknown): Ending {
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
  return { exitCode: isCallerMistake(rootOf(error)) ? 2 : 1, message: messageOf(error) };
}

/** The message people need: for a failed workflow, that of the step that failed. */
export function messageOf(error: unknown): string {
  const root = rootOf(error);
  if (isGrpcServiceError(root)) return `The request to Temporal failed: ${root.details}`;
  return root instanceof Error ? root.message : String(root);
}

/** The cause below errors that only wrap it. */
function rootOf(error: unknown): unknown {
  const cause = causeOf(error);
  return cause instanceof ServiceError && cause.cause ? rootOf(cause.cause) : cause;
}

/** Whether the input was wrong, as checked here or reported by the worker. */
function isCallerMistake(error: unknown): boolean {
  if (error instanceof ApplicationFailure) return error.type === 'client_error';
  return error instanceof BadInput || error instanceof ConfigError;
}
