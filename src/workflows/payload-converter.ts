import { DefaultPayloadConverter, type Payload } from '@temporalio/common';

/**
 * A payload of an unknown encoding, or one that is broken, is undefined to workflow code, which checks
 * every message. If reading it threw, every later task of the workflow would fail, for ever.
 */
class LenientPayloadConverter extends DefaultPayloadConverter {
  override fromPayload<T>(payload: Payload): T {
    try {
      return super.fromPayload<T>(payload);
    } catch {
      return undefined as T;
    }
  }
}

/** The name that the SDK looks for. */
export const payloadConverter = new LenientPayloadConverter();
