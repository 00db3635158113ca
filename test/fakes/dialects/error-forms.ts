import { json, type Play } from '../play.js';

/** `{error: {message, type, code}}` under a status. */
export function openai(status: number, message: string, type: string, code: unknown = null): Play {
  return json({ error: { message, type, param: null, code } }, status);
}

/** `{object: "error", message}`, as vLLM and SGLang write it. */
export function bare(status: number, message: string): Play {
  return json(
    { object: 'error', message, type: 'BadRequestError', param: null, code: status },
    status,
  );
}

/** Google's list of one error. */
export function google(
  code: number,
  status: string,
  message: string,
  details: readonly object[] = [],
): Play {
  return json([{ error: { code, message, status, details } }], code);
}
