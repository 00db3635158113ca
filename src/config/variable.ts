import { z } from 'zod';

/** What the documentation says of a variable. */
export interface VariableMeta {
  readonly meaning: string;
  /** As it would be written. */
  readonly fallback?: string | undefined;
  readonly secret?: boolean | undefined;
}

/** Documentation of each variable, kept beside its schema. */
export const variableMeta = z.registry<VariableMeta>();

/** A variable with a default, written as a person would write it. */
export function withDefault<T>(format: z.ZodType<T, string>, fallback: string, meaning: string) {
  return format.prefault(fallback).register(variableMeta, { meaning, fallback });
}

/** A variable that may be left out. */
export function optional<T>(format: z.ZodType<T, string>, meaning: string) {
  return format.optional().register(variableMeta, { meaning });
}

/** The same for one whose value is never shown. */
export function optionalSecret<T>(format: z.ZodType<T, string>, meaning: string) {
  return format.optional().register(variableMeta, { meaning, secret: true });
}
