import type { SpecialError } from './faults.js';

/** The wire dialects of the fake; TEI, Cohere, Jina and Voyage each word their errors differently. */
export type Dialect = 'openai' | 'anthropic' | 'cohere' | 'jina' | 'voyage' | 'tei';

/** An error body as the vendor writes it. What it was sent is echoed where a careless server would. */
export function vendorErrorBody(
  dialect: Dialect,
  status: number,
  code: SpecialError | undefined,
  sent: { readonly apiKey: string; readonly request: unknown },
): unknown {
  const message = echo(code, sent) ?? text(status, code);
  switch (dialect) {
    case 'openai':
      return { error: { message, param: null, ...openAiKind(status, code) } };
    case 'anthropic':
      return {
        type: 'error',
        error: { type: anthropicType(status), message },
        request_id: 'req_fake',
      };
    case 'cohere':
      return { id: 'fake', message };
    case 'jina':
    case 'voyage':
      return { detail: message };
    case 'tei':
      return { error: message, error_type: teiType(status) };
  }
}

function echo(
  code: SpecialError | undefined,
  { apiKey, request }: Parameters<typeof vendorErrorBody>[3],
): string | undefined {
  if (code === 'echo_key') return `Incorrect API key provided: ${apiKey}`;
  if (code === 'echo_request') return `This cannot be read: ${JSON.stringify(request)}`;
  return undefined;
}

function text(status: number, code: SpecialError | undefined): string {
  if (code === 'context_length_exceeded')
    return 'prompt is too long: 210000 tokens > 200000 maximum';
  if (code === 'insufficient_quota')
    return 'You exceeded your current quota, please check your plan.';
  if (code === 'content_filter') return 'The prompt triggered the content management policy.';
  return `fake vendor error ${status}`;
}

function openAiKind(
  status: number,
  code: SpecialError | undefined,
): { type: string; code: unknown } {
  if (code === 'context_length_exceeded' || code === 'content_filter') {
    return { type: 'invalid_request_error', code };
  }
  if (code === 'insufficient_quota') return { type: code, code };
  if (status === 401) return { type: 'invalid_request_error', code: 'invalid_api_key' };
  if (status === 404) return { type: 'invalid_request_error', code: 'model_not_found' };
  if (status === 429) return { type: 'requests', code: 'rate_limit_exceeded' };
  return { type: status >= 500 ? 'server_error' : 'invalid_request_error', code: null };
}

function anthropicType(status: number): string {
  const types: Readonly<Record<number, string>> = {
    400: 'invalid_request_error',
    401: 'authentication_error',
    402: 'billing_error',
    403: 'permission_error',
    404: 'not_found_error',
    413: 'request_too_large',
    429: 'rate_limit_error',
    504: 'timeout_error',
    529: 'overloaded_error',
  };
  return types[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
}

function teiType(status: number): string {
  if (status === 413 || status === 422) return 'Validation';
  return status === 429 ? 'Overloaded' : 'Backend';
}
