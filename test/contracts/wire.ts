import type { z } from 'zod';

type Call = (...args: never[]) => unknown;

/** Parts of `T` that JSON would lose or change, `never` when there are none: functions give classes away. */
export type OffWire<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null
    ? never
    : T extends undefined | bigint | symbol | Call
      ? T
      : T extends readonly (infer Element)[]
        ? OffWire<Element>
        : { [K in keyof T]-?: OffWire<Exclude<T[K], undefined>> }[keyof T];

/** What a function takes and returns over a wire; returning nothing is fine. */
export type OffWireCalls<Calls> = {
  [K in keyof Calls]: Calls[K] extends Call
    ? OffWire<Required<Parameters<Calls[K]>>> | OffWire<Exclude<Result<Calls[K]>, void>>
    : Calls[K];
}[keyof Calls];

/** Compiles only while nothing is off the wire. */
export type Nothing<T extends never> = T;

type Result<F extends Call> = Awaited<ReturnType<F>>;

/** `T` with every optional field present. */
export type Full<T> = T extends string | number | boolean | null | undefined
  ? T
  : { [K in keyof T]-?: Full<Exclude<T[K], undefined>> };

/** Examples of a contract, the first one with every optional field. */
export type Examples<T> = readonly [Full<T>, ...T[]];

/** For each function of an interface: argument lists and results. One that is missing does not compile. */
export type CallExamples<Calls> = {
  readonly [K in keyof Calls]: Calls[K] extends Call
    ? {
        readonly args: Examples<Parameters<Calls[K]>>;
        readonly results: Examples<Result<Calls[K]>>;
      }
    : never;
};

/** For each schema a module exports: values it must leave as they are. */
export type SchemaExamples<Module> = {
  readonly [
    K in keyof Module as Module[K] extends z.ZodType ? K : never
  ]: Module[K] extends z.ZodType ? Examples<z.output<Module[K]>> : never;
};
