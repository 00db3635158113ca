/** What a workflow must not do: import a schema, and with it the whole of zod. */
export { answer } from '../../../src/contracts/answer.js';
