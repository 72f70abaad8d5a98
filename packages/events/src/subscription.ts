import { fromBinary, type DescMessage, type Message, type MessageShape } from '@bufbuild/protobuf';
import { checkMessage, ownerOf, plain, type Plain } from '@katrol/contract';
import { Refusal } from '@katrol/runtime';
import type { RawTx } from '@katrol/store';
import type { Call } from './call.ts';

/** One row of a service's table of subscriptions: when this is told, do that. */
export type Subscription<Tx extends RawTx, D = unknown> = {
  /** the service that tells it */
  source: string;
  type: string;
  schema: DescMessage;
  /** What it says. Refuses EVENT_UNREADABLE, or EVENT_INVALID when it breaks its contract. */
  read(payload: Uint8Array, today: string): Message;
  run(call: Call<Tx, D>, event: Message): Promise<void>;
};

/** A row: the event, how it becomes an input, and the operation. */
export function on<S extends DescMessage, I, Tx extends RawTx, D>(
  schema: S,
  wireIn: (event: Plain<MessageShape<S>>) => I,
  operation: (call: Call<Tx, D>, input: I) => Promise<unknown>,
): Subscription<Tx, D> {
  return {
    source: ownerOf(schema),
    type: schema.typeName,
    schema,
    read: (payload, today) => {
      const event = decoded(schema, payload);
      const problems = checkMessage(schema, event, { today, told: true });
      if (problems.length > 0) {
        throw new Refusal('invalid_argument', 'EVENT_INVALID', { fields: problems });
      }
      return event;
    },
    run: async (call, event) => {
      await operation(call, wireIn(plain(event as MessageShape<S>)));
    },
  };
}

function decoded(schema: DescMessage, payload: Uint8Array): Message {
  try {
    return fromBinary(schema, payload);
  } catch (cause) {
    throw new Refusal('invalid_argument', 'EVENT_UNREADABLE', { cause });
  }
}
