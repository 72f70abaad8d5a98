import { create, toBinary, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';

/** A fact that a service tells: its event, and the field whose value keeps the order. */
export type Fact<F> = { type: string; encode(fact: F): { key: string; payload: Uint8Array } };

/**
 * A row of a service's `facts.ts`. `key` names the aggregate (a family, a tutor) under which facts
 * keep their order; `wireOut` makes the event where the domain's fact has another shape.
 */
export function fact<S extends DescMessage, F = MessageInitShape<S>>(
  schema: S,
  key: string & keyof MessageInitShape<S>,
  ...wireOut: F extends MessageInitShape<S>
    ? [wireOut?: (fact: F) => MessageInitShape<S>]
    : [wireOut: (fact: F) => MessageInitShape<S>]
): Fact<F> {
  const [out] = wireOut;
  return {
    type: schema.typeName,
    encode: (told) => {
      const event = create(schema, out ? out(told) : (told as MessageInitShape<S>));
      const value = (event as Record<string, unknown>)[key];
      return { key: String(value), payload: toBinary(schema, event) };
    },
  };
}
